from __future__ import annotations

from pathlib import Path

import pytest

from kprobe.model.report import VantageKind
from kprobe.probing.vantage import source_towards, stand

NOBODYS = "192.0.2.7"  # RFC 5737


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    return tmp_path / "none"


@pytest.fixture
def own() -> str:
    source = source_towards(NOBODYS)
    if not source:
        pytest.skip("this machine has no IPv4 route out")
    return source


def test_a_machine_that_owns_a_nodes_address_is_that_node(own: str, nowhere: Path) -> None:
    seen = stand([("node1", NOBODYS), ("node2", own)], [own], service_account=nowhere)
    assert (seen.kind, seen.detail) == (VantageKind.NODE, "this machine is node node2")
    assert own in seen.addresses


def test_a_machine_with_a_pods_address_is_in_that_pod(own: str, nowhere: Path) -> None:
    assert stand([("node1", NOBODYS)], [own], service_account=nowhere).kind is VantageKind.POD


def test_a_service_account_means_a_pod(tmp_path: Path) -> None:
    assert stand([("node1", NOBODYS)], [], service_account=tmp_path).kind is VantageKind.POD


def test_with_a_way_to_a_node_it_is_outside(own: str, nowhere: Path) -> None:
    seen = stand([("node1", NOBODYS)], ["10.9.9.9"], service_account=nowhere)
    assert (seen.kind, own in seen.addresses) == (VantageKind.OUTSIDE, True)


def test_loopback_never_makes_a_node(nowhere: Path) -> None:
    assert stand([("node1", "127.0.0.1")], [], service_account=nowhere).kind is VantageKind.OUTSIDE


@pytest.mark.parametrize("addresses", [[], [("node1", "")], [("node1", "node1.example")]])
def test_without_any_nodes_address_nothing_is_known(addresses: list[tuple[str, str]], nowhere: Path) -> None:
    assert stand(addresses, [], service_account=nowhere).kind is VantageKind.UNKNOWN


@pytest.mark.parametrize(
    "address", ["", "node1", "127.0.0.1%lo", "127.0.0.01", "127.1", " 127.0.0.1", "127.0.0.1\0", "١٢٧.0.0.1"]
)
def test_what_is_no_address_is_not_asked_about(address: str) -> None:
    assert source_towards(address) == ""
