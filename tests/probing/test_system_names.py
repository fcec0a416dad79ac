from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kprobe.model.probe import Lookup
from kprobe.probing.system_names import ask_system, hosts_file, only_hosts_and_dns


def test_a_name_of_the_hosts_file_resolves_to_all_its_addresses() -> None:
    found = ask_system("localhost")
    assert set(found.addresses) & {"127.0.0.1", "::1"}
    assert found.facts is not None
    assert (found.facts.source, found.facts.outcome) == ("system", Lookup.FOUND)


@pytest.mark.parametrize("name", ["kprobe-test.invalid", "a" * 64, "a..b"])
def test_a_name_that_does_not_resolve_says_so_in_words(name: str) -> None:
    answer = ask_system(name)
    assert answer.addresses == ()
    assert answer.error


def test_the_hosts_file_is_read_as_the_system_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("# 10.0.0.9 never\n\n10.0.0.1\tA b.example # c\n::1 a\nnonsense x\n10.0.0.2 a\n10.0.0.1 a\n")
    assert hosts_file(path) == {"a": ("10.0.0.1", "::1", "10.0.0.2"), "b.example": ("10.0.0.1",)}
    assert hosts_file(tmp_path / "absent") == {}


SWITCHES = {
    "files and dns": ("hosts: files dns", "shop.example", True),
    "with mDNS for its own names": ("hosts: files mdns4_minimal [NOTFOUND=return] dns", "shop.example", True),
    "with mDNS, for a name of its own": ("hosts: files mdns4_minimal [NOTFOUND=return] dns", "nas.local", False),
    "with this machine's names": ("hosts:\tfiles myhostname dns", "shop.example", True),
    "systemd's resolver": ("hosts: files resolve [!UNAVAIL=return] dns", "shop.example", False),
    "dns before the hosts file": ("hosts: dns files", "shop.example", False),
    "no dns": ("hosts: files", "shop.example", False),
    "another database": ("hosts: files ldap dns", "shop.example", False),
    "says nothing of hosts": ("passwd: files", "shop.example", True),
}


@pytest.mark.skipif(sys.platform != "linux", reason="nsswitch.conf is Linux's")
@pytest.mark.parametrize(("text", "name", "plain"), SWITCHES.values(), ids=SWITCHES)
def test_what_a_machine_asks_for_names(tmp_path: Path, text: str, name: str, plain: bool) -> None:  # noqa: FBT001
    path = tmp_path / "nsswitch.conf"
    path.write_text(f"# a comment\n{text}\n")
    assert only_hosts_and_dns(name, path) is plain


@pytest.mark.skipif(sys.platform != "linux", reason="nsswitch.conf is Linux's")
def test_without_the_file_the_usual_order_holds(tmp_path: Path) -> None:
    assert only_hosts_and_dns("shop.example", tmp_path / "absent")
