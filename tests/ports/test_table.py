from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence
from kprobe.model.ports import Hold, PortRow, Where
from kprobe.ports.table import rows
from tests.kit.lookup import deployment
from tests.kit.objects import (
    NO_FREE_PORTS,
    ApiObject,
    cluster,
    container_port,
    deployed,
    node,
    pod,
    service,
    service_port,
)

WEB = container_port(80, host=80)


def at(of: Cluster, port: int) -> list[PortRow]:
    return [r for r in rows(of) if r.port == port]


def only(of: Cluster, port: int) -> PortRow:
    (row,) = at(of, port)
    return row


def holders(row: PortRow) -> list[str]:
    return [f"{h.kind} {h.workload or h.holder or h.name}" for h in row.holders]


def rivals(row: PortRow) -> list[str]:
    return [
        f"{r.holder.kind} {r.holder.workload or r.holder.holder or r.holder.name} {r.node}".strip() for r in row.rivals
    ]


def test_each_pod_with_a_host_port_has_a_row_for_its_node() -> None:
    found = at(cluster(deployed("web", 1, ports=(WEB,)), deployed("web", 2, ports=(WEB,), node="node2")), 80)
    assert [(r.where, r.node, r.address) for r in found] == [(Where.NODE, "node1", ""), (Where.NODE, "node2", "")]
    assert {tuple(holders(r)) for r in found} == {("host-port Deployment shop/web",)}
    assert not any(r.contested or r.rivals for r in found)


def test_a_host_ip_is_the_address() -> None:
    row = only(cluster(pod("web", ports=(container_port(80, host=80, host_ip="127.0.0.1"),))), 80)
    assert row.address == "127.0.0.1"


def test_a_node_port_and_a_health_check_port_are_held_on_every_node() -> None:
    of = cluster(service("web"))
    row = only(of, 30080)
    assert (row.where, row.node, holders(row)) == (Where.EVERY_NODE, "", ["node-port Service shop/web"])
    assert not row.contested


def test_an_external_ip_is_held_at_its_address() -> None:
    row = only(cluster(service("web", service_port(443), type_="ClusterIP", external_ips=("203.0.113.9",))), 443)
    assert (row.where, row.address) == (Where.EVERY_NODE, "203.0.113.9")


def test_a_component_is_said_to_be_the_nodes_own_and_how_sure_that_is() -> None:
    kubelet, sshd = only(cluster(), 10250), only(cluster(), 22)
    assert (kubelet.where, kubelet.holders[0].kind, kubelet.holders[0].name) == (
        Where.EVERY_NODE,
        "component",
        "kubelet",
    )
    assert sshd.holders[0].confidence is Confidence.LIKELY
    assert only(cluster(), 10248).address == "127.0.0.1"


def test_a_component_of_some_nodes_has_a_row_for_each_of_them() -> None:
    control = node("cp1", labels={"node-role.kubernetes.io/control-plane": ""})
    assert [(r.where, r.node) for r in at(cluster(control, node("node1")), 6443)] == [(Where.NODE, "cp1")]


def test_a_component_that_is_a_pod_and_declares_its_port_is_shown_as_the_pod() -> None:
    api = pod(
        "kube-apiserver-cp1",
        namespace="kube-system",
        node="cp1",
        host_network=True,
        labels={"component": "kube-apiserver"},
        ports=(container_port(6443),),
    )
    row = only(cluster(node("cp1"), api), 6443)
    assert (row.holders[0].kind, row.holders[0].name) == ("host-network", "kube-apiserver")
    assert not row.contested


@pytest.mark.parametrize(
    ("objects", "port", "held", "also"),
    [
        pytest.param(
            (pod("a", ports=(WEB,)), pod("b", ports=(WEB,))),
            80,
            ["host-port Pod shop/a", "host-port Pod shop/b"],
            [],
            id="two_pods_at_one_place",
        ),
        pytest.param(
            (pod("a", ports=(container_port(30080, host=30080),)), service("web")),
            30080,
            ["node-port Service shop/web"],
            ["host-port Pod shop/a node1"],
            id="a_host_port_and_a_node_port",
        ),
        pytest.param(
            (service("a"), service("b")),
            30080,
            ["node-port Service shop/a", "node-port Service shop/b"],
            [],
            id="two_services_with_one_node_port",
        ),
        pytest.param(
            (pod("a", ports=(container_port(10250, host=10250),)),),
            10250,
            ["component kubelet"],
            ["host-port Pod shop/a node1"],
            id="a_host_port_and_the_kubelet",
        ),
    ],
)
def test_what_is_claimed_twice_is_contested(
    objects: tuple[ApiObject, ...], port: int, held: list[str], also: list[str]
) -> None:
    row = next(r for r in at(cluster(*objects), port) if holders(r) == held)
    assert row.contested
    assert rivals(row) == also


def test_the_other_side_of_a_contested_port_says_so_too() -> None:
    found = at(cluster(pod("a", ports=(container_port(30080, host=30080),)), service("web")), 30080)
    assert [(r.node, r.contested, rivals(r)) for r in found] == [
        ("", True, ["host-port Pod shop/a node1"]),
        ("node1", True, ["node-port Service shop/web"]),
    ]


def test_one_number_of_two_services_is_contested_whatever_the_protocol() -> None:
    of = cluster(service("a"), service("b", service_port(53, node=30080, protocol="UDP")))
    assert [(r.protocol, r.contested) for r in at(of, 30080)] == [("TCP", True), ("UDP", True)]


def test_one_number_for_two_protocols_of_one_service_is_not() -> None:
    of = cluster(service("dns", service_port(53, node=30053), service_port(53, node=30053, protocol="UDP")))
    assert [r.contested for r in at(of, 30053)] == [False, False]


def test_a_specific_address_and_every_address_meet() -> None:
    narrow = container_port(80, host=80, host_ip="192.0.2.11")
    found = at(cluster(pod("a", ports=(WEB,)), pod("b", ports=(narrow,))), 80)
    assert [(r.address, r.contested, rivals(r)) for r in found] == [
        ("", True, ["host-port Pod shop/b node1"]),
        ("192.0.2.11", True, ["host-port Pod shop/a node1"]),
    ]


def test_two_addresses_do_not_meet() -> None:
    first, second = (container_port(80, host=80, host_ip=f"192.0.2.1{n}") for n in (1, 2))
    assert not any(
        r.contested or r.rivals for r in at(cluster(pod("a", ports=(first,)), pod("b", ports=(second,))), 80)
    )


def test_two_protocols_do_not_meet() -> None:
    udp = container_port(80, host=80, protocol="UDP")
    assert not any(r.contested for r in at(cluster(pod("a", ports=(WEB,)), pod("b", ports=(udp,))), 80))


def test_a_rolling_update_is_not_contested() -> None:
    found = at(cluster(deployed("web", 1, ports=(WEB,)), deployed("web", 1, revision="9f9f9", ports=(WEB,))), 80)
    assert [r.contested for r in found] == [False]


def test_a_pod_that_waits_for_the_port_is_named_where_it_is_held() -> None:
    waiting = deployed("debug", ports=(WEB,), unscheduled=NO_FREE_PORTS)
    row = only(cluster(deployed("web", ports=(WEB,)), waiting), 80)
    assert row.contested
    (rival,) = row.rivals
    assert (rival.holder.hold, rival.node) == (Hold.WAITS, "")
    assert rival.holder.detail.startswith("Pending for ")


def test_a_pod_that_may_not_go_to_a_node_is_not_named_there() -> None:
    waiting = deployed("debug", ports=(WEB,), unscheduled=NO_FREE_PORTS, node_selector={"zone": "b"})
    of = cluster(node("node1", labels={"zone": "a"}), deployed("web", ports=(WEB,)), waiting)
    assert [(r.where, r.rivals) for r in at(of, 80)] == [(Where.NO_NODE, ()), (Where.NODE, ())]


def test_a_pod_without_a_node_whose_port_nobody_holds_has_a_row_without_node() -> None:
    row = only(cluster(deployed("web", ports=(WEB,), unscheduled="0/3 nodes: Insufficient memory")), 80)
    assert (row.where, row.node, row.contested) == (Where.NO_NODE, "", False)


def test_a_workload_scaled_to_zero_will_want_its_port() -> None:
    idle = deployment("edge", WEB, replicas=0)
    alone = only(cluster(deployments=(idle,)), 80)
    assert (alone.where, alone.holders[0].hold) == (Where.NO_NODE, Hold.IDLE)
    beside = only(cluster(deployed("web", ports=(WEB,)), deployments=(idle,)), 80)
    assert [(r.holder.hold, str(r.holder.workload)) for r in beside.rivals] == [(Hold.IDLE, "Deployment shop/edge")]
    assert not beside.contested


def test_a_native_sidecars_port_is_kept_but_never_mapped() -> None:
    row = only(cluster(pod("web", sidecar_ports=(container_port(8080, host=8080),))), 8080)
    assert "never mapped" in row.holders[0].detail


def test_an_external_ip_of_a_node_meets_what_that_node_holds() -> None:
    of = cluster(
        service("web", service_port(80), type_="ClusterIP", external_ips=("192.0.2.11",)), pod("a", ports=(WEB,))
    )
    assert [(r.address, r.contested) for r in at(of, 80)] == [("192.0.2.11", True), ("", True)]


def test_rows_are_in_the_order_of_their_ports() -> None:
    of = cluster(service("web"), pod("a", ports=(WEB,)))
    numbers = [r.port for r in rows(of)]
    assert numbers == sorted(numbers)
