from __future__ import annotations

import pytest

from kprobe.cluster.nodes import data_plane_of, node_addresses, node_port_addresses, not_ready_reason, silent_node
from kprobe.model.snapshot import DataPlane, ServiceProxy
from tests.kit.objects import node

DUAL = node("node1", "192.0.2.11", "2001:db8::11", "198.51.100.11", external=("203.0.113.11",))


def test_internal_addresses_come_first_and_names_are_left_out() -> None:
    assert node_addresses(DUAL) == ("192.0.2.11", "2001:db8::11", "198.51.100.11", "203.0.113.11")


@pytest.mark.parametrize(
    ("limits", "plane", "expected"),
    [
        pytest.param((), DataPlane.IPTABLES, node_addresses(DUAL), id="iptables_serves_all"),
        pytest.param(
            (),
            DataPlane.NFTABLES,
            ("192.0.2.11", "2001:db8::11", "203.0.113.11"),
            id="nftables_serves_the_primary_ones",
        ),
        pytest.param(
            ("192.0.2.0/24",), DataPlane.IPTABLES, ("192.0.2.11", "2001:db8::11"), id="cidrs_leave_the_other_family"
        ),
        pytest.param(
            ("192.0.2.0/24", "fd00::/8"), DataPlane.NFTABLES, ("192.0.2.11",), id="cidrs_of_both_families_limit_both"
        ),
        pytest.param(("nonsense",), DataPlane.IPTABLES, node_addresses(DUAL), id="a_cidr_that_cannot_be_read"),
    ],
)
def test_node_ports_are_served_on(limits: tuple[str, ...], plane: DataPlane, expected: tuple[str, ...]) -> None:
    assert node_port_addresses(DUAL, ServiceProxy(node_port_addresses=limits), plane) == expected


def test_the_configuration_that_was_read_is_that_of_linux_nodes() -> None:
    proxy = ServiceProxy(mode=DataPlane.NFTABLES)
    assert data_plane_of(node("node1"), proxy) is DataPlane.NFTABLES
    assert data_plane_of(node("win", system="windows"), proxy) is DataPlane.UNKNOWN


@pytest.mark.parametrize(
    ("status", "reason", "silent"),
    [
        pytest.param("True", "", False, id="ready"),
        pytest.param("False", "Ready is False: disk full", False, id="not_ready_by_its_own_word"),
        pytest.param("Unknown", "Ready is Unknown: disk full", True, id="silent"),
    ],
)
def test_readiness_of_a_node_that_is(status: str, reason: str, *, silent: bool) -> None:
    made = node("node1", ready_status=status, message="disk full")
    assert (not_ready_reason(made), silent_node(made)) == (reason, silent)


def test_a_node_without_conditions_says_so() -> None:
    assert not_ready_reason(node("node1", conditions=False)) == "has no Ready condition"
