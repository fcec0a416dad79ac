from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.node import Node
from kprobe.model.probe import PortState
from kprobe.model.route import LinkState
from kprobe.model.snapshot import Resource
from tests.kit.objects import cluster, container_port, deployed, gap, node, served, service
from tests.kit.stages import entry_of, link_of, predicted, routes, with_spec

WEB = "node-port/shop/web/80/TCP"
SERVED = served(service("web", selector={"app": "web"}), deployed("web", node="node2"))


@pytest.mark.parametrize(
    ("first", "state", "finding", "works"),
    [
        (node("node1"), LinkState.OK, "", True),
        (with_spec(node("node1"), unschedulable=True), LinkState.OK, "", True),
        (node("node1", is_ready=False, message="disk pressure"), LinkState.UNKNOWN, "KP701", True),
        (node("node1", conditions=False), LinkState.UNKNOWN, "KP701", True),
        (node("node1", ready_status="Unknown"), LinkState.BROKEN, "KP701", None),
    ],
    ids=["ready", "cordoned", "NotReady by its own word", "no condition", "stopped reporting"],
)
def test_state_of_the_node(first: Node, state: LinkState, finding: str, works: bool | None) -> None:  # noqa: FBT001
    found = entry_of(routes(cluster(*SERVED, first, node("node2")))[WEB], "node1")
    assert (link_of(found, "node").state, link_of(found, "node").finding) == (state, finding)
    assert predicted(found).works is works


def test_a_silent_node_may_be_dead_or_only_its_kubelet() -> None:
    found = entry_of(routes(cluster(*SERVED, node("node1", ready_status="Unknown"), node("node2")))[WEB], "node1")
    seen = predicted(found)
    assert seen.states == (PortState.FILTERED, PortState.UNREACHABLE, PortState.OPEN)
    assert seen.confidence is Confidence.POSSIBLE


def test_doubt_about_the_node_does_not_revive_a_dead_service() -> None:
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    found = entry_of(routes(cluster(*dead, node("node1", ready_status="Unknown")))[WEB], "node1")
    seen = predicted(found)
    assert (seen.works, seen.link) == (False, "endpoints")
    assert set(seen.states) == {PortState.CLOSED, PortState.FILTERED, PortState.UNREACHABLE}


def test_a_node_that_could_not_be_read_is_unknown() -> None:
    pod = deployed("web", ports=(container_port(80, host=8080),), node="elsewhere")
    (entry,) = routes(cluster(pod, gaps=(gap(Resource.NODES),)))["host-port/shop/Deployment/web/8080/TCP"].entries
    assert (link_of(entry, "node").state, link_of(entry, "node").reason) == (
        LinkState.UNKNOWN,
        "nodes could not be read",
    )
    (gone,) = routes(cluster(pod))["host-port/shop/Deployment/web/8080/TCP"].entries
    assert "gone" in link_of(gone, "node").reason


def test_a_node_port_without_any_node_is_unknown() -> None:
    blind = cluster(*SERVED, node("node1", "no-ip"), gaps=(gap(Resource.NODES),))
    (link,) = routes(blind)[WEB].links
    assert (link.state, link.reason) == (LinkState.UNKNOWN, "nodes could not be read")
