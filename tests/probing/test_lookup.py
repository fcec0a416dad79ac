"""Names looked up against real DNS servers on loopback, a hosts file, and a stand-in for the system's resolver."""

from __future__ import annotations

import time
from pathlib import Path

import dns.rcode
import dns.resolver
import pytest

from kprobe.model.probe import Lookup, OtherAnswer, ResolutionFacts
from kprobe.probing.lookup import Names
from kprobe.probing.resolution import OWN_TROUBLE, Resolution, resolution
from tests.kit import dns as server
from tests.kit import ports

ZONE: server.Zone = {
    "shop.example": [("A", "10.0.0.1"), ("A", "10.0.0.2"), ("AAAA", "fd00::1")],
    "www.example": [("CNAME", "edge.example")],
    "edge.example": [("CNAME", "lb.example")],
    "lb.example": [("A", "10.0.0.9")],
    "old.example": [("CNAME", "gone.example")],
    "mail.example": [("MX", "10 mx.example.")],
    "alias.example": [("CNAME", "mail.example")],
    "v6.example": [("AAAA", "fd00::6")],
    "api.svc.example": [("A", "10.0.0.3")],
}


def knows_nothing(_name: str) -> Resolution:
    return resolution(ResolutionFacts(source="system", outcome=Lookup.NO_SUCH_NAME))


class Machine:
    """A machine's own configuration: files of its own, and what its resolver says."""

    def __init__(self, folder: Path, *, hosts: str = "", switch: str = "hosts: files dns\n") -> None:
        self.hosts, self.switch = folder / "hosts", folder / "nsswitch.conf"
        self.hosts.write_text(hosts)
        self.switch.write_text(switch)
        self.says: dict[str, Resolution] = {}
        self.asked: list[str] = []

    def system(self, name: str) -> Resolution:
        self.asked.append(name)
        return self.says.get(name) or knows_nothing(name)

    def knows(self, name: str, *addresses: str) -> None:
        facts = ResolutionFacts(source="system", outcome=Lookup.FOUND, addresses=addresses)
        self.says[name] = resolution(facts)

    def names(self, configured: dns.resolver.Resolver | None, *servers: str) -> Names:
        return Names(
            servers, hosts=self.hosts, name_service=self.switch, configured=lambda: configured, system=self.system
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def facts(resolved: Resolution) -> ResolutionFacts:
    assert resolved.facts is not None
    return resolved.facts


def test_all_addresses_of_both_families_are_found_with_who_said_so(machine: Machine) -> None:
    with server.serving(server.zone(ZONE, ttl=60)) as served:
        found = machine.names(served.resolver()).look_up("shop.example")
    assert set(found.addresses) == {"10.0.0.1", "10.0.0.2", "fd00::1"}
    told = facts(found)
    assert (told.source, told.server, told.ttl, told.aliases) == ("dns", served.text, 60, ())
    assert (told.elsewhere, found.error, machine.asked) == ((), "", [])


def test_the_chain_of_aliases_is_told_in_order(machine: Machine) -> None:
    with server.serving(server.zone(ZONE)) as served:
        found = machine.names(served.resolver()).look_up("www.example")
    assert (found.addresses, facts(found).aliases) == (("10.0.0.9",), ("edge.example", "lb.example"))


def test_a_name_with_one_family_is_found(machine: Machine) -> None:
    with server.serving(server.zone(ZONE)) as served:
        assert machine.names(served.resolver()).look_up("v6.example").addresses == ("fd00::6",)


NOT_FOUND = {
    "no such name": (server.zone(ZONE), "nobody.example", Lookup.NO_SUCH_NAME, "the name does not exist"),
    "an alias of nothing": (
        server.zone(ZONE),
        "old.example",
        Lookup.NO_SUCH_NAME,
        "the name is an alias of gone.example, which does not exist",
    ),
    "no address": (server.zone(ZONE), "mail.example", Lookup.NO_ADDRESS, "the name has no address"),
    "an alias of a name without address": (
        server.zone(ZONE),
        "alias.example",
        Lookup.NO_ADDRESS,
        "the name is an alias of mail.example, which has no address",
    ),
    "the server fails": (server.fails(), "shop.example", Lookup.SERVER_FAILED, "the resolver failed"),
    "the server refuses": (
        server.fails(dns.rcode.REFUSED),
        "shop.example",
        Lookup.SERVER_FAILED,
        "the resolver failed",
    ),
    "the server is silent": (
        server.silent,
        "shop.example",
        Lookup.NO_ANSWER,
        "the resolver did not answer",
    ),
}


@pytest.mark.parametrize(("handler", "name", "outcome", "words"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_why_there_is_no_address_is_told_apart(
    machine: Machine,
    handler: server.Handler,
    name: str,
    outcome: Lookup,
    words: str,
) -> None:
    with server.serving(handler) as served:
        found = machine.names(served.resolver(seconds=0.5)).look_up(name)
    assert (found.addresses, facts(found).outcome, found.own_trouble) == ((), outcome, outcome in OWN_TROUBLE)
    assert found.error.startswith(words)


def test_the_search_list_is_used_as_the_system_does(machine: Machine) -> None:
    with server.serving(server.zone(ZONE)) as served:
        found = machine.names(served.resolver(search="svc.example")).look_up("api")
    assert found.addresses == ("10.0.0.3",)


def test_the_hosts_file_comes_before_dns(tmp_path: Path) -> None:
    machine = Machine(tmp_path, hosts="10.9.9.9 other.example Shop.Example # mine\nfd00::9 shop.example\n")
    with server.serving(server.zone(ZONE)) as served:
        found = machine.names(served.resolver()).look_up("shop.example")
    assert found.addresses == ("10.9.9.9", "fd00::9")
    assert (facts(found).source, served.asked) == ("hosts", [])


def test_a_name_that_only_the_system_knows_is_never_said_not_to_resolve(machine: Machine) -> None:
    machine.knows("nobody.example", "10.5.5.5")
    with server.serving(server.zone(ZONE)) as served:
        found = machine.names(served.resolver()).look_up("nobody.example")
    assert (found.addresses, found.error, facts(found).source) == (("10.5.5.5",), "", "system")
    assert facts(found).elsewhere == (OtherAnswer(server=served.text, outcome=Lookup.NO_SUCH_NAME),)


def test_without_any_dns_server_the_system_has_the_word(machine: Machine) -> None:
    machine.knows("shop.example", "10.5.5.5")
    assert machine.names(None).look_up("shop.example").addresses == ("10.5.5.5",)


def test_where_the_machine_asks_something_else_first_its_answer_counts(tmp_path: Path) -> None:
    machine = Machine(tmp_path, switch="hosts: files resolve [!UNAVAIL=return] dns\n")
    machine.knows("shop.example", "172.16.0.1")
    with server.serving(server.zone(ZONE)) as served:
        found = machine.names(served.resolver()).look_up("shop.example")
        missing = machine.names(served.resolver()).look_up("lb.example")
    assert found.addresses == ("172.16.0.1",)
    assert [(other.server, set(other.addresses)) for other in facts(found).elsewhere] == [
        (served.text, {"10.0.0.1", "10.0.0.2", "fd00::1"})
    ]
    assert (missing.addresses, missing.error) == ((), "the name does not exist")
    assert facts(missing).elsewhere[0].addresses == ("10.0.0.9",)


def test_where_it_says_the_same_dns_has_the_evidence(tmp_path: Path) -> None:
    machine = Machine(tmp_path, switch="hosts: files resolve dns\n")
    machine.knows("www.example", "10.0.0.9")
    with server.serving(server.zone(ZONE)) as served:
        told = facts(machine.names(served.resolver()).look_up("www.example"))
    assert (told.source, told.aliases, told.elsewhere) == ("dns", ("edge.example", "lb.example"), ())


# Split DNS.

INSIDE: server.Zone = {"shop.example": [("A", "192.168.0.1")]}


def test_another_resolver_is_asked_instead_and_the_difference_is_told(machine: Machine) -> None:
    machine.knows("shop.example", "10.0.0.1")
    with server.serving(server.zone(INSIDE)) as inside:
        found = machine.names(None, inside.text).look_up("shop.example")
    assert (found.addresses, facts(found).server) == (("192.168.0.1",), inside.text)
    assert facts(found).elsewhere == (OtherAnswer(server="system", outcome=Lookup.FOUND, addresses=("10.0.0.1",)),)


def test_the_same_answer_everywhere_is_no_split(machine: Machine) -> None:
    machine.knows("shop.example", "192.168.0.1")
    with server.serving(server.zone(INSIDE)) as one, server.serving(server.zone(INSIDE)) as two:
        found = machine.names(None, one.text, two.text).look_up("shop.example")
    assert facts(found).elsewhere == ()


def test_of_several_resolvers_the_first_that_has_an_address_has_it(machine: Machine) -> None:
    with server.serving(server.zone({})) as empty, server.serving(server.zone(INSIDE)) as inside:
        found = machine.names(None, empty.text, inside.text).look_up("shop.example")
    assert found.addresses == ("192.168.0.1",)
    assert {(other.server, other.outcome) for other in facts(found).elsewhere} == {
        (empty.text, Lookup.NO_SUCH_NAME),
        ("system", Lookup.NO_SUCH_NAME),
    }


def test_a_name_that_another_resolver_does_not_know_is_said_not_to_exist_there(machine: Machine) -> None:
    machine.knows("shop.example", "10.0.0.1")
    with server.serving(server.zone({})) as empty:
        found = machine.names(None, empty.text).look_up("shop.example")
    assert (found.addresses, found.error) == ((), "the name does not exist")
    assert facts(found).elsewhere[0].addresses == ("10.0.0.1",)


def test_several_configured_servers_that_differ_are_told(machine: Machine) -> None:
    with (
        server.serving(server.zone(ZONE)) as one,
        server.serving(server.zone(INSIDE), address="127.0.0.2", port=one.port) as two,
    ):
        found = machine.names(one.resolver(two)).look_up("shop.example")
    assert "10.0.0.1" in found.addresses
    assert facts(found).elsewhere == (OtherAnswer(server=two.text, outcome=Lookup.FOUND, addresses=("192.168.0.1",)),)


def test_a_configured_server_that_is_dead_says_nothing_and_is_waited_for_once(machine: Machine) -> None:
    with (
        server.serving(server.zone(ZONE)) as one,
        server.serving(server.silent, address="127.0.0.2", port=one.port) as two,
    ):
        names = machine.names(one.resolver(two))
        started = time.monotonic()
        first, second = names.look_up("shop.example"), names.look_up("lb.example")
    assert (facts(first).elsewhere, facts(second).elsewhere) == ((), ())
    assert time.monotonic() - started < 20
    assert {question.split()[0] for question in two.asked} == {"shop.example."}


def test_a_resolver_where_nobody_listens_is_the_probers_own_trouble(machine: Machine) -> None:
    with ports.udp_refusing() as port:
        found = machine.names(None, f"127.0.0.1:{port}").look_up("shop.example")
    assert (found.addresses, found.own_trouble) == ((), True)
