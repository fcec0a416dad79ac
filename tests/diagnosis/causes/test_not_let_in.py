from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.node import Node
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, node, served, service, service_port
from tests.kit.stages import with_meta, with_spec

BALANCED = "load-balancer/shop/web/80/TCP"
EXTERNAL = "external-ip/shop/web/80/TCP"


def balanced(*ranges: str) -> tuple[object, ...]:
    web = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"})
    return served(with_spec(web, load_balancer_source_ranges=ranges or None), deployed("web"))


@pytest.mark.parametrize("state", [PortState.FILTERED, PortState.UNREACHABLE])
def test_silence_behind_source_ranges(state: PortState) -> None:
    found = compared(cluster(*balanced("10.0.0.0/8")), lambda e: works(e) if e.node else saw(e, state))  # type: ignore[arg-type]
    assert found.cause(BALANCED) == "not-let-in"
    assert "10.0.0.0/8" in found.diagnosis(BALANCED).message


def test_without_source_ranges_it_is_plain_silence() -> None:
    found = compared(cluster(*balanced()), lambda e: works(e) if e.node else saw(e, PortState.FILTERED))  # type: ignore[arg-type]
    assert found.cause(BALANCED) == "load-balancer-fails"


def test_a_refusal_is_no_matter_of_source_ranges() -> None:
    found = compared(
        cluster(*balanced("10.0.0.0/8")),  # type: ignore[arg-type]
        lambda e: works(e) if e.node else saw(e, PortState.CLOSED),
    )
    assert found.cause(BALANCED) != "not-let-in"


def test_an_external_ip_that_nothing_delivers() -> None:
    web = service("web", service_port(80), type_="ClusterIP", external_ips=("203.0.113.9",), selector={"app": "web"})
    found = compared(cluster(*served(web, deployed("web"))), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(EXTERNAL) == "not-let-in"
    assert "Route 203.0.113.9 to a node" in found.diagnosis(EXTERNAL).fix[0]


def test_a_client_who_gets_in_has_no_cause() -> None:
    found = compared(cluster(*balanced("10.0.0.0/8")), works)  # type: ignore[arg-type]
    assert found.reports[BALANCED].verdict == "reachable"
    assert found.made() == ()


@pytest.mark.parametrize(
    ("at", "cause", "confidence"),
    [
        pytest.param(("198.51.100.7",), "not-let-in", Confidence.LIKELY, id="outside_the_ranges"),
        pytest.param(("192.0.2.77", "10.1.2.3"), "load-balancer-fails", Confidence.LIKELY, id="inside_the_ranges"),
        pytest.param(("172.16.0.9",), "not-let-in", Confidence.POSSIBLE, id="an_address_that_is_translated_on_the_way"),
        pytest.param(("2001:db8::9",), "not-let-in", Confidence.POSSIBLE, id="no_address_of_the_family"),
    ],
)
def test_where_the_prober_stands_decides_whether_ranges_are_to_blame(
    at: tuple[str, ...], cause: str, confidence: Confidence
) -> None:
    found = compared(
        cluster(*balanced("10.0.0.0/8")),  # type: ignore[arg-type]
        lambda e: works(e) if e.node else saw(e, PortState.FILTERED),
        at=at,
    )
    assert (found.cause(BALANCED), found.diagnosis(BALANCED).confidence) == (cause, confidence)


def left_out(name: str) -> Node:
    return with_meta(node(name), labels={"node.kubernetes.io/exclude-from-external-load-balancers": ""})


@pytest.mark.parametrize(
    ("nodes", "blamed"),
    [
        pytest.param((left_out("node1"), node("node2")), True, id="left_out_by_label"),
        pytest.param((node("node1"), left_out("node2")), False, id="not_left_out"),
    ],
)
def test_policy_local_and_the_only_node_with_an_endpoint(nodes: tuple[Node, ...], *, blamed: bool) -> None:  # LB-20
    web = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"}, policy="Local")
    found = compared(cluster(*served(web, deployed("web")), *nodes), lambda e: saw(e, PortState.FILTERED))
    assert (found.cause(BALANCED) == "not-let-in") is blamed
