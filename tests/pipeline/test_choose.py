"""Which ways in are exported, and how they are seen."""

from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.errors import UsageError
from kprobe.export.exporter import Chosen
from kprobe.lookup.found import UnknownTarget
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus
from kprobe.model.snapshot import Resource
from tests.kit.exporting import chosen
from tests.kit.ingress import served_by
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    gap,
    ingress,
    node,
    pod,
    served,
    service,
    service_port,
)
from tests.kit.stages import with_status

NODE_PORTS = frozenset({"node-port"})
WEB, API = "node-port/shop/web/80/TCP", "node-port/bank/api/80/TCP"


def town() -> Cluster:
    """Two teams with a NodePort each, one of them behind an Ingress, and what has none."""
    api = service("api", service_port(80, target=8080, node=30081), selector={"app": "api"}, namespace="bank")
    return cluster(
        *served(service("web", selector={"app": "web"}, labels={"tier": "front"}), deployed("web")),
        *served(api, deployed("api", namespace="bank")),
        service("inner", type_="ClusterIP", selector={"app": "web"}),
        *served(service("lb", service_port(80, node=0), type_="LoadBalancer", selector={"app": "lb"}), deployed("lb")),
        ingress("front"),
        *served_by("ingress-nginx"),
        pod("edge", ports=(container_port(80, host=8080),)),
        node("node1"),
        node("node2"),
    )


def ids(found: Chosen) -> list[str]:
    return [e.id for e in found.exposures]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (("svc/shop/web",), [WEB]),
        (("node-port/shop/web/80/TCP",), [WEB]),
        (("deploy/shop/web",), [WEB]),
        (("192.0.2.11:30080",), [WEB]),
        (("svc/shop/web", WEB, "svc/bank/api"), [API, WEB]),
    ],
)
def test_a_target_is_what_why_takes_and_comes_once(targets: tuple[str, ...], expected: list[str]) -> None:
    assert ids(chosen(town(), *targets, kinds=NODE_PORTS)) == expected


def test_without_a_target_it_is_all_of_the_kind_in_the_scope() -> None:
    controller = {"node-port/ingress/controller/80/TCP", "node-port/ingress/controller/443/TCP"}
    assert set(ids(chosen(town(), kinds=NODE_PORTS))) == {WEB, API, *controller}
    assert ids(chosen(town(), kinds=NODE_PORTS, namespaces=("bank",))) == [API]
    assert ids(chosen(town(), kinds=NODE_PORTS, selector="tier=front")) == [WEB]
    assert {e.kind for e in chosen(town()).exposures} == {"node-port", "ingress", "host-port", "load-balancer"}


def test_a_node_narrows_it_to_its_own_entries() -> None:
    found = chosen(town(), "node/node2", kinds=NODE_PORTS)
    assert {x.node for e in found.exposures for x in e.entries} == {"node2"}
    both = chosen(town(), "node/node2", "svc/shop/web", kinds=NODE_PORTS)
    (web,) = (e for e in both.exposures if e.id == WEB)
    assert {x.node for x in web.entries} == {"node1", "node2"}


def test_an_unknown_name_is_refused_with_candidates() -> None:
    with pytest.raises(UnknownTarget) as unknown:
        chosen(town(), "svc/shop/wbe", kinds=NODE_PORTS)
    assert "svc/shop/web" in unknown.value.candidates


def test_what_cannot_be_a_target_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UsageError, match="ftp"):
        chosen(town(), "ftp://x/", kinds=NODE_PORTS)


def test_what_is_no_way_in_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError) as refused:
        chosen(town(), "svc/shop/inner", kinds=NODE_PORTS)
    assert "svc/shop/inner is no way in from outside: " in refused.value.message
    assert refused.value.hint == "kprobe why svc/shop/inner says what would make it one."


def test_another_way_in_is_refused_with_the_node_ports_that_lead_there() -> None:
    with pytest.raises(UnknownTarget) as refused:
        chosen(town(), "ingress/shop/front", kinds=NODE_PORTS)
    assert "is a way in by ingress, not by node-port" in refused.value.message
    assert "node-port/ingress/controller/80/TCP" in refused.value.candidates
    with pytest.raises(UnknownTarget) as alone:
        chosen(town(), "pod/shop/edge", kinds=NODE_PORTS)
    assert (alone.value.candidates, alone.value.hint) == ((), "Nothing on the way there is a node-port.")


def test_a_name_is_looked_for_in_the_namespace_that_is_given() -> None:
    twin = cluster(
        *served(service("web", selector={"app": "web"}), deployed("web")),
        *served(
            service("web", service_port(80, node=30081), selector={"app": "web"}, namespace="bank"),
            deployed("web", namespace="bank"),
        ),
    )
    with pytest.raises(UnknownTarget, match="2 objects"):
        chosen(twin, "svc/web", kinds=NODE_PORTS)
    assert ids(chosen(twin, "svc/web", kinds=NODE_PORTS, namespaces=("bank",))) == ["node-port/bank/web/80/TCP"]


def crowded() -> Cluster:
    nodes = [node(f"node{n}", f"10.1.0.{n + 1}") for n in range(40)]
    made = [service(f"web{n}", service_port(80, node=30000 + n), selector={"app": "web"}) for n in range(20)]
    return cluster(*nodes, *made, deployed("web", node="node7"))


@pytest.mark.parametrize("target", ["svc/shop/web3", "10.1.0.34:30003"])
def test_what_is_exported_is_looked_at_on_every_node(target: str) -> None:
    (found,) = chosen(crowded(), target, kinds=NODE_PORTS).exposures
    assert len(found.entries) == 40
    assert found.left_out is None


def test_an_ingress_is_looked_at_at_every_address_that_it_publishes() -> None:
    many = tuple(LoadBalancerIngress(ip=f"203.0.113.{n}") for n in range(1, 21))
    of = cluster(
        with_status(ingress("front"), load_balancer=LoadBalancerStatus(ingress=many)),
        *served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web")),
        *served_by("ingress-nginx"),
    )
    (found,) = chosen(of, "ingress/shop/front").exposures
    assert {i.ip for i in many} <= {e.address for e in found.entries}


def test_predictions_are_for_outside_wherever_this_runs() -> None:
    """From loopback, which this machine has: a scan of it would stand on a node."""
    of = cluster(
        *served(service("web", selector={"app": "web"}, policy="Local"), deployed("web", node="node1")),
        node("node1", "127.0.0.1"),
        node("node2", "192.0.2.12"),
    )
    (route,) = chosen(of, "svc/shop/web").routes.values()
    assert [r.prediction.works for r in route.entries if r.prediction] == [True, False]


def test_only_what_decides_who_should_answer_is_a_gap() -> None:
    unread = (Resource.EVENTS, Resource.DEPLOYMENTS, Resource.INGRESSES, Resource.ENDPOINT_SLICES)
    of = cluster(*served(service("web", selector={"app": "web"}), deployed("web")), gaps=tuple(map(gap, unread)))
    assert [g.resource for g in chosen(of, kinds=NODE_PORTS).gaps] == [Resource.ENDPOINT_SLICES]
    assert [g.resource for g in chosen(of).gaps] == [Resource.INGRESSES, Resource.ENDPOINT_SLICES]
