"""Which nodes are sent to."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.cluster.balancers import DELETION_TAINT, EXCLUDE_LABEL
from kprobe.cluster.cluster import Cluster
from kprobe.export.exporter import AddressKind, Wishes
from kprobe.export.pools.gather import pools
from kprobe.export.pools.pool import Pool
from kprobe.model.objects.endpoint_slice import EndpointPort
from kprobe.model.objects.meta import Condition
from kprobe.model.objects.node import Node, Taint
from kprobe.model.snapshot import DataPlane, Resource
from tests.kit.exporting import chosen
from tests.kit.objects import (
    ApiObject,
    cluster,
    container_port,
    deployed,
    endpoint,
    endpoint_slice,
    gap,
    node,
    pod,
    served,
    service,
)
from tests.kit.stages import with_meta, with_spec, with_status

WEB = service("web", selector={"app": "web"})
LOCAL = service("web", selector={"app": "web"}, policy="Local")
BOTH = with_spec(WEB, ip_families=("IPv4", "IPv6"))
PODS = (deployed("web", node="node1"), deployed("web", 2, node="node2", addresses=("10.244.1.7",)))
GOOD = (node("node1"), node("node2"))


def pool(of: Cluster, **wishes: object) -> Pool:
    (found,) = pools(chosen(of, kinds=frozenset({"node-port"})), Wishes(**wishes))  # type: ignore[arg-type]
    return found


def asked(of: Cluster, **wishes: object) -> list[tuple[str, str]]:
    return [(s.node, s.address) for s in pool(of, **wishes).servers]


def left_out(of: Cluster, **wishes: object) -> dict[str, str]:
    return {one.node: one.reason for one in pool(of, **wishes).absent}


def behind(*nodes: Node, by: object = WEB) -> Cluster:
    objects: tuple[ApiObject, ...] = served(by, *PODS)  # type: ignore[arg-type]
    return cluster(*objects, *nodes)


def test_every_node_that_should_answer_is_there_by_name() -> None:
    assert asked(behind(node("node2"), node("node1"))) == [("node1", "192.0.2.11"), ("node2", "192.0.2.12")]
    assert left_out(behind(*GOOD)) == {}


UNFIT = {
    "a kubelet that says NotReady": (node("node3", is_ready=False, message="disk full"), "not Ready"),
    "a silent kubelet": (node("node3", ready_status="Unknown"), "not Ready"),
    "a label": (node("node3", labels={EXCLUDE_LABEL: ""}), EXCLUDE_LABEL),
    "the autoscaler": (node("node3", taints=(Taint(key=DELETION_TAINT),)), "autoscaler"),
    "a deletion": (with_meta(node("node3"), deletion_timestamp="2026-11-01T11:59:00Z"), "being deleted"),
    "a network that is not set up": (
        with_status(
            node("node3"),
            conditions=(
                Condition(type="Ready", status="True"),
                Condition(type="NetworkUnavailable", status="True", reason="NoRoute"),
            ),
        ),
        "its network is not set up: NoRoute",
    ),
}


@pytest.mark.parametrize(("third", "word"), UNFIT.values(), ids=UNFIT)
def test_a_node_is_left_out_with_the_reason_because_of(third: Node, word: str) -> None:
    of = behind(*GOOD, third)
    assert [name for name, _ in asked(of)] == ["node1", "node2"]
    assert word in left_out(of)["node3"]
    assert not any(one.by_intent for one in pool(of).absent)


def test_a_cordoned_node_still_takes_traffic() -> None:
    cordoned = with_spec(node("node3"), unschedulable=True)
    assert [name for name, _ in asked(behind(*GOOD, cordoned))] == ["node1", "node2", "node3"]


def test_with_policy_local_only_nodes_with_an_endpoint_are_sent_to() -> None:
    of = behind(*GOOD, node("node3"), by=LOCAL)
    assert [name for name, _ in asked(of)] == ["node1", "node2"]
    (absent,) = pool(of).absent
    assert absent.reason == "no endpoint there, by externalTrafficPolicy Local"
    assert absent.by_intent


def test_standby_takes_in_what_a_health_check_finds_later_and_nothing_else() -> None:
    of = behind(*GOOD, node("node3"), node("node4", is_ready=False), by=LOCAL)
    assert [(s.node, s.standby) for s in pool(of, standby=True).servers] == [
        ("node1", False),
        ("node2", False),
        ("node3", True),
    ]
    assert list(left_out(of, standby=True)) == ["node4"]


def test_nobody_is_sent_to_where_no_endpoint_is_usable() -> None:
    of = cluster(*served(WEB, deployed("web", is_ready=False)), *GOOD)
    assert asked(of) == []
    assert asked(of, standby=True) == []
    assert "not ready" in left_out(of)["node1"]


def test_what_could_not_be_read_is_no_reason_to_send_anybody() -> None:
    of = cluster(WEB, *GOOD, gaps=(gap(Resource.ENDPOINT_SLICES),))
    assert asked(of) == []
    assert "could not be read" in left_out(of)["node1"]


def test_a_host_port_that_may_answer_in_its_place_keeps_its_node_out() -> None:
    rival = pod("rival", node="node2", ports=(container_port(80, host=30080),))
    of = cluster(*served(WEB, *PODS), *GOOD, rival, plane=DataPlane.NFTABLES)
    assert [name for name, _ in asked(of)] == ["node1"]
    assert "host port 30080" in left_out(of)["node2"]


def dual(of_service: object = BOTH) -> Cluster:
    """Two families; node2 has an external address as well, node3 nothing but IPv6."""
    six = endpoint_slice(
        "web",
        endpoint("fd00::7", is_ready=True, node="node1"),
        ports=(EndpointPort(name="", port=8080, protocol="TCP"),),
        address_type="IPv6",
        number=2,
    )
    nodes = (
        node("node1", "192.0.2.11", "2001:db8::11"),
        node("node2", "192.0.2.12", "2001:db8::12", external=("198.51.100.12",)),
        node("node3", "2001:db8::13"),
    )
    return cluster(*served(of_service, *PODS), six, *nodes)  # type: ignore[arg-type]


def test_a_node_with_several_addresses_is_one_server() -> None:
    assert asked(dual()) == [("node1", "192.0.2.11"), ("node2", "192.0.2.12"), ("node3", "2001:db8::13")]


def test_the_services_first_family_comes_first() -> None:
    assert asked(dual(with_spec(BOTH, ip_families=("IPv6", "IPv4")))) == [
        ("node1", "2001:db8::11"),
        ("node2", "2001:db8::12"),
        ("node3", "2001:db8::13"),
    ]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"external"}, [("node2", "198.51.100.12")]),
        ({"ipv6"}, [("node1", "2001:db8::11"), ("node2", "2001:db8::12"), ("node3", "2001:db8::13")]),
        ({"ipv4", "internal"}, [("node1", "192.0.2.11"), ("node2", "192.0.2.12")]),
        ({"external", "ipv6"}, []),
    ],
    ids=["external", "IPv6", "internal IPv4", "external IPv6"],
)
def test_addresses_are_chosen_by_kind(kinds: set[str], expected: list[tuple[str, str]]) -> None:
    wished = frozenset(map(AddressKind, kinds))
    assert asked(dual(), addresses=wished) == expected
    for name in {"node1", "node2", "node3"} - {name for name, _ in expected}:
        assert "address that can be sent to" in left_out(dual(), addresses=wished)[name]


def test_an_address_of_a_family_without_endpoints_gives_way_to_one_that_works() -> None:
    of = dual(with_spec(BOTH, ip_families=("IPv6", "IPv4")))
    four = tuple(s for s in of.snapshot.endpoint_slices if s.address_type == "IPv4")
    only_four = Cluster(replace(of.snapshot, endpoint_slices=four))
    assert asked(only_four)[:2] == [("node1", "192.0.2.11"), ("node2", "192.0.2.12")]


def test_an_address_with_a_zone_is_of_no_use_whatever_is_in_it() -> None:
    hostile = node("node1", "fe80::1%x:1 check\n    server evil 192.0.2.66:80")
    of = cluster(*served(with_spec(WEB, ip_families=None), *PODS), hostile, node("node2"))
    assert [name for name, _ in asked(of)] == ["node2"]
    assert left_out(of) == {"node1": "no address that can be sent to"}
