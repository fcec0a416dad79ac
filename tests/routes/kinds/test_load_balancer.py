from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus
from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, node, pod, served, service
from tests.kit.stages import aims, exposures, link_of, predicted, routes, with_meta, with_spec, with_status

WEB = "load-balancer/shop/web/80/TCP"
BALANCED = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"})
SPEAKER = pod("speaker-1", namespace="metallb-system", labels={"app.kubernetes.io/name": "metallb"})
SVCLB = pod(
    "svclb-web-x",
    namespace="kube-system",
    labels={"svccontroller.k3s.cattle.io/svcname": "web", "svccontroller.k3s.cattle.io/svcnamespace": "shop"},
)


def only(*objects: object) -> EntryRoute:
    (entry,) = routes(cluster(*objects))[WEB].entries  # type: ignore[arg-type]
    return entry


def test_an_address_and_a_name_are_an_entry_each() -> None:  # row LB-11
    item = LoadBalancerIngress(ip="203.0.113.5", hostname="lb.example")
    both = with_status(BALANCED, load_balancer=LoadBalancerStatus(ingress=(item,)))
    assert aims(exposures(cluster(both))[WEB]) == ["203.0.113.5:80", "lb.example:80"]


@pytest.mark.parametrize(
    ("maker", "states"),
    [
        pytest.param(None, {PortState.CLOSED, PortState.FILTERED, PortState.OPEN}, id="not_known"),
        pytest.param(SVCLB, {PortState.CLOSED, PortState.FILTERED}, id="k3s"),
        pytest.param(SPEAKER, {PortState.CLOSED, PortState.FILTERED, PortState.UNREACHABLE}, id="MetalLB"),
    ],
)
def test_without_endpoint_it_looks_as_its_provider_makes_it_look(maker: object, states: set[PortState]) -> None:
    seen = predicted(only(*served(BALANCED, deployed("web", is_ready=False)), *((maker,) if maker else ())))
    assert (set(seen.states), seen.works, seen.confidence) == (states, False, Confidence.LIKELY)


def test_a_proxy_may_accept_for_a_dead_backend_whoever_provides_it() -> None:
    item = LoadBalancerIngress(ip="203.0.113.5", ip_mode="Proxy")
    web = with_status(BALANCED, load_balancer=LoadBalancerStatus(ingress=(item,)))
    entry = only(*served(web, deployed("web", is_ready=False)), SVCLB)
    assert PortState.OPEN in predicted(entry).states
    assert "ipMode Proxy" in link_of(entry, "load-balancer").reason


def test_which_node_gets_a_packet_under_policy_local_is_not_held_against_it() -> None:
    entry = only(*served(with_spec(BALANCED, external_traffic_policy="Local"), deployed("web")))
    assert (predicted(entry).works, entry.backends) == (True, 1)


def test_backends_are_all_of_the_service_under_either_policy() -> None:
    pods = (deployed("web"), deployed("web", 2, node="node2", addresses=("10.244.1.8",)))
    for policy in ("Cluster", "Local"):
        assert only(*served(with_spec(BALANCED, external_traffic_policy=policy), *pods)).backends == 2


def test_backends_are_those_of_the_addresss_family() -> None:
    web = with_spec(
        service("web", type_="LoadBalancer", load_balancer=("203.0.113.5", "2001:db8::5"), selector={"app": "web"}),
        ip_families=("IPv4", "IPv6"),
    )
    six = endpoint_slice("web", endpoint("fd00::7", node="node1"), endpoint("fd00::8"), address_type="IPv6", number=2)
    found = routes(cluster(*served(web, deployed("web")), six))[WEB].entries
    assert [e.backends for e in found] == [1, 2]


def test_policy_local_with_its_only_endpoint_on_an_excluded_node() -> None:  # rows LB-4, LB-20
    excluded = with_meta(node("node1"), labels={"node.kubernetes.io/exclude-from-external-load-balancers": ""})
    web = with_spec(BALANCED, external_traffic_policy="Local")
    entry = only(*served(web, deployed("web")), excluded, node("node2"))
    assert link_of(entry, "targets").state is LinkState.UNKNOWN
    assert predicted(entry).works is None
    elsewhere = only(*served(BALANCED, deployed("web")), excluded, node("node2"))
    assert [e for e in elsewhere.links if e.link == "targets"] == []


def test_an_address_of_a_family_that_the_service_lacks_is_explained() -> None:
    web = service("web", type_="LoadBalancer", load_balancer=("2001:db8::5",), selector={"app": "web"})
    entry = only(*served(web, deployed("web")))
    assert "has no IPv6" in link_of(entry, "ip-family").reason
    assert (predicted(entry).works, predicted(entry).by_intent) == (None, True)


@pytest.mark.parametrize(
    ("web", "objects", "word"),
    [
        pytest.param(BALANCED, (SPEAKER,), "L2Advertisement", id="MetalLB_announces"),
        pytest.param(BALANCED, (SVCLB,), "internal addresses", id="k3s_without_external_addresses"),  # LB-24
        pytest.param(
            with_spec(BALANCED, allocate_load_balancer_node_ports=False), (), "has no NodePorts", id="no_node_ports"
        ),  # LB-18
        pytest.param(
            with_spec(BALANCED, external_traffic_policy="Local", health_check_node_port=31234),
            (),
            "port 31234 of each node",
            id="health_check",
        ),  # LB-19
        pytest.param(
            BALANCED,
            (with_spec(node("node1"), provider_id="kind://docker/kind/kind-worker"),),
            "Docker's own",
            id="kind",
        ),  # LB-29
        pytest.param(
            BALANCED, (node("node1", is_ready=False), node("node2")), "leave out node1", id="a_node_not_ready"
        ),  # LB-28
        pytest.param(
            BALANCED,
            (SVCLB, node("node1", labels={"svccontroller.k3s.cattle.io/enablelb": "true"}), node("node2")),
            "labelled nodes only",
            id="k3s_label",
        ),  # LB-25
        pytest.param(
            service(
                "web",
                *with_spec(BALANCED).spec.ports[:0],  # type: ignore[index]
                type_="LoadBalancer",
                load_balancer=("203.0.113.5",),
            ),
            (),
            "",
            id="nothing_known",
        ),
    ],
)
def test_what_is_known_of_it_stands_beside_the_address(web: object, objects: tuple[object, ...], word: str) -> None:
    evidence = link_of(only(web, *objects), "load-balancer").evidence
    assert any(word in line for line in evidence) if word else evidence == ()
