from __future__ import annotations

import pytest

from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.stages import with_spec

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
    assert found.cause(BALANCED) == "silent-on-the-way"


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
