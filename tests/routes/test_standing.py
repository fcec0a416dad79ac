from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.report import VantageKind
from kprobe.routes.standing import seen_from
from tests.kit.objects import cluster, container_port, deployed, served, service
from tests.kit.stages import entry_of, predicted, routes

WEB = "node-port/shop/web/80/TCP"
LOCAL = cluster(*served(service("web", selector={"app": "web"}, policy="Local"), deployed("web")))
DEAD = cluster(*served(service("web", selector={"app": "web"}), deployed("web", is_ready=False)))
INSIDE = [VantageKind.NODE, VantageKind.POD]


@pytest.mark.parametrize("vantage", INSIDE)
def test_what_policy_local_drops_outside_may_answer_inside(vantage: VantageKind) -> None:  # PX-20, PX-21
    seen = predicted(entry_of(seen_from(routes(LOCAL), vantage)[WEB], "node2"))
    assert (seen.states, seen.works) == ((PortState.FILTERED, PortState.OPEN), None)
    assert (seen.by_intent, seen.confidence) == (True, Confidence.POSSIBLE)
    assert f"from a {vantage.value} it may answer" in seen.reason


@pytest.mark.parametrize("vantage", INSIDE)
def test_nothing_is_certain_inside(vantage: VantageKind) -> None:
    seen = predicted(entry_of(seen_from(routes(DEAD), vantage)[WEB], "node1"))
    assert (seen.works, seen.confidence) == (False, Confidence.LIKELY)


@pytest.mark.parametrize("vantage", [VantageKind.OUTSIDE, VantageKind.UNKNOWN])
def test_outside_everything_stays(vantage: VantageKind) -> None:
    assert seen_from(routes(LOCAL), vantage) == routes(LOCAL)
    assert seen_from(routes(DEAD), vantage) == routes(DEAD)


def test_a_loopback_host_ip_stays_closed_inside() -> None:
    port = container_port(80, host=8080, host_ip="127.0.0.1")
    found = seen_from(routes(cluster(deployed("web", ports=(port,)))), VantageKind.NODE)
    assert predicted(found["host-port/shop/Deployment/web/8080/TCP"].entries[0]).works is False
