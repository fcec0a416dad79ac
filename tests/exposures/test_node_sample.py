"""Which nodes stand for all: every kind of node, every node once, the same ones in every run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.node_kinds import places
from kprobe.exposures.classify import classify
from kprobe.exposures.node_sample import KEEP_ALL, NODES_PER_PORT, NodeChoice
from kprobe.model.exposure import Exposure, LeftOut
from kprobe.model.objects.node import Node, Taint
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus
from kprobe.model.route import EntryRoute
from kprobe.model.snapshot import DataPlane
from kprobe.routes.trace import trace
from tests.kit.ingress import served_by
from tests.kit.objects import (
    ApiObject,
    cluster,
    container_port,
    deployed,
    ingress,
    node,
    pod,
    ref,
    service,
    service_port,
    slices_of,
)
from tests.kit.stages import with_meta, with_spec, with_status

EVERY = NodeChoice(every=True)


def machines(count: int) -> list[Node]:
    return [node(f"node{n}", f"10.1.{n // 200}.{n % 200 + 1}") for n in range(count)]


def ports(count: int, homes: Iterable[str] = (), **spec: object) -> list[ApiObject]:
    """Services of one port each, whose pods run on `homes` each."""
    made: list[ApiObject] = []
    for n in range(count):
        one = with_spec(service(f"web{n}", service_port(80, node=30000 + n), selector={"app": f"web{n}"}), **spec)
        pods = [deployed(f"web{n}", number, node=home) for number, home in enumerate(homes)]
        made += [one, *pods, slices_of(one, *pods)]
    return made


def looked_at(found: Iterable[Exposure]) -> dict[str, set[str]]:
    return {e.id: {entry.node or "" for entry in e.entries} for e in found if e.kind == "node-port"}


def test_a_small_cluster_is_looked_at_whole() -> None:
    found = classify(cluster(*machines(KEEP_ALL), *ports(3)))
    assert {len(e.entries) for e in found} == {KEEP_ALL}
    assert {e.left_out for e in found} == {None}


@given(nodes=st.integers(KEEP_ALL + 1, 60), count=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_every_port_is_on_three_nodes_at_least_and_every_node_is_looked_at(nodes: int, count: int) -> None:
    of = cluster(*machines(nodes), *ports(count))
    found = classify(of)
    chosen = looked_at(found)
    assert set().union(*chosen.values()) == {f"node{n}" for n in range(nodes)}
    assert all(len(names) >= NODES_PER_PORT for names in chosen.values())
    for exposure in found:
        left = exposure.left_out or LeftOut(nodes=0, entries=0)
        assert len(exposure.entries) + left.entries == nodes
        assert len(chosen[exposure.id]) + left.nodes == nodes


def test_many_ports_share_the_nodes_between_them() -> None:
    chosen = looked_at(classify(cluster(*machines(30), *ports(40))))
    assert sum(map(len, chosen.values())) < 40 * NODES_PER_PORT + 30


def test_one_port_alone_is_looked_at_everywhere_because_each_node_must_be_seen_once() -> None:
    (chosen,) = looked_at(classify(cluster(*machines(30), *ports(1)))).values()
    assert len(chosen) == 30


def test_all_addresses_of_a_chosen_node_are_entries() -> None:
    dual = [node(f"node{n}", f"192.0.2.{n + 1}", f"2001:db8::{n + 1}") for n in range(30)]
    for exposure in classify(cluster(*dual, *ports(20, ip_families=("IPv4", "IPv6")))):
        nodes = [e.node for e in exposure.entries]
        assert all(nodes.count(name) == 2 for name in nodes)


def test_a_node_with_a_backend_and_one_without_are_both_looked_at() -> None:
    for chosen in looked_at(classify(cluster(*machines(40), *ports(20, ["node17", "node31"])))).values():
        assert chosen & {"node17", "node31"}
        assert chosen - {"node17", "node31"}


def test_a_node_where_a_pod_claims_the_same_number_is_looked_at() -> None:
    rival = deployed("rival", node="node23", ports=(container_port(80, host=30005),))
    chosen = looked_at(classify(cluster(*machines(40), *ports(20), rival)))
    assert "node23" in chosen["node-port/shop/web5/80/TCP"]


def test_each_kind_of_node_is_looked_at_for_every_port() -> None:
    lost = node("lost", "10.1.9.250", ready_status="Unknown")
    cordoned = with_spec(node("cordoned", "10.1.9.251"), unschedulable=True)
    for chosen in looked_at(classify(cluster(*machines(30), lost, cordoned, *ports(20)))).values():
        assert {"lost", "cordoned"} <= chosen


def test_the_sample_is_the_same_whatever_comes_beside_it() -> None:
    before = looked_at(classify(cluster(*machines(100), *ports(60))))
    after = looked_at(classify(cluster(*machines(100), *ports(61), service("other"))))
    moved = [i for i, chosen in before.items() if len(chosen ^ after[i]) > 2]
    assert len(moved) < 6, "only what covers forgotten nodes may move"


def test_nobody_leaves_out_a_node_that_was_asked_about() -> None:
    of = cluster(*machines(60), *ports(40))
    for chosen in looked_at(classify(of, NodeChoice(named=frozenset({"node41"})))).values():
        assert "node41" in chosen


def test_of_what_is_looked_at_whole_nothing_is_left_out_and_of_the_rest_no_more_is_looked_at() -> None:
    of = cluster(*machines(40), *ports(20))
    found = looked_at(classify(of, NodeChoice(whole=frozenset({ref("Service shop/web5")}))))
    assert len(found["node-port/shop/web5/80/TCP"]) == 40
    assert all(len(chosen) <= NODES_PER_PORT + 2 for name, chosen in found.items() if "/web5/" not in name)


def test_all_nodes_gives_the_product() -> None:
    found = classify(cluster(*machines(40), *ports(20)), EVERY)
    assert [len(e.entries) for e in found] == [40] * 20
    assert {e.left_out for e in found} == {None}


def test_of_a_controller_that_publishes_every_node_a_few_addresses_are_asked() -> None:
    crowd = tuple(f"10.1.0.{n}" for n in range(1, 41))
    published = LoadBalancerStatus(ingress=tuple(LoadBalancerIngress(ip=ip) for ip in crowd))
    shop = with_status(ingress("shop"), load_balancer=published)
    of = cluster(shop, service("web", type_="ClusterIP"), *served_by(), *machines(60))
    found = next(e for e in classify(of) if e.kind == "ingress")
    pinned = {e.address for e in found.entries if e.address != e.host}
    assert len(pinned & set(crowd)) == NODES_PER_PORT
    assert found.left_out == LeftOut(nodes=0, entries=37)
    every = next(e for e in classify(of, EVERY) if e.kind == "ingress")
    assert set(crowd) <= {e.address for e in every.entries}


@st.composite
def odd_nodes(draw: st.DrawFn) -> list[Node]:
    """Nodes that differ in all that a node can differ in."""
    made = []
    for n in range(draw(st.integers(2, 14))):
        addresses = draw(
            st.sampled_from(
                [(f"192.0.2.{n + 1}",), (f"2001:db8::{n + 1}",), (f"192.0.2.{n + 1}", f"2001:db8::{n + 1}")]
            )
        )
        one = node(f"node{n}", *addresses, ready_status=draw(st.sampled_from(["True", "False", "Unknown"])))
        if draw(st.booleans()):
            one = with_spec(one, unschedulable=True)
        if draw(st.booleans()):
            one = with_spec(one, taints=(Taint(key="ToBeDeletedByClusterAutoscaler"),))
        if draw(st.booleans()):
            one = with_meta(one, labels={"node.kubernetes.io/exclude-from-external-load-balancers": ""})
        made.append(one)
    return made


def _as_seen(way: EntryRoute) -> object:
    said = way.prediction
    assert said is not None
    return said.states, said.works, said.confidence, said.by_intent, said.link


@given(
    nodes=odd_nodes(),
    plane=st.sampled_from(DataPlane),
    proxies=st.sets(st.integers(0, 13)),
    local=st.booleans(),
    backed=st.booleans(),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nodes_of_one_kind_are_predicted_alike(
    nodes: list[Node],
    plane: DataPlane,
    proxies: set[int],
    local: bool,  # noqa: FBT001
    backed: bool,  # noqa: FBT001
) -> None:
    """What the sample rests on."""
    agents = [
        pod(f"kube-proxy-{n}", namespace="kube-system", node=f"node{n}", labels={"k8s-app": "kube-proxy"})
        for n in proxies
        if n < len(nodes)
    ]
    policy = "Local" if local else "Cluster"
    of: Cluster = cluster(
        *nodes,
        *agents,
        *ports(1, ["node0"] if backed else [], external_traffic_policy=policy, ip_families=("IPv4", "IPv6")),
        plane=plane,
    )
    kinds = places(of, ("IPv4", "IPv6")).kind_of
    seen: dict[object, set[object]] = defaultdict(set)
    for route in trace(of, classify(of, EVERY)).values():
        for way in route.entries:
            name = way.entry.node or ""
            if name != "node0":
                seen[kinds[name], ":" in way.entry.address].add(_as_seen(way))
    assert all(len(predictions) == 1 for predictions in seen.values())


@pytest.mark.parametrize("kind", ["host-port", "load-balancer"])
def test_other_kinds_are_never_sampled(kind: str) -> None:
    pods = [deployed("edge", n, node=f"node{n}", ports=(container_port(80, host=8080),)) for n in range(50)]
    balanced = service("lb", type_="LoadBalancer", load_balancer=("203.0.113.1",))
    found = [e for e in classify(cluster(*machines(50), *pods, balanced)) if e.kind == kind]
    assert [e.left_out for e in found] == [None]
    assert len(found[0].entries) == (50 if kind == "host-port" else 1)
