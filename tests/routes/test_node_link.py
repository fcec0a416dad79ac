from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.meta import Condition
from kprobe.model.objects.node import Node, Taint
from kprobe.model.probe import PortState
from kprobe.model.route import LinkState
from kprobe.model.snapshot import Resource
from kprobe.routes.node_link import KIND_NODE
from tests.kit.objects import cluster, container_port, deployed, gap, node, served, service
from tests.kit.stages import entry_of, link_of, predicted, routes, with_meta, with_spec, with_status

NO_BALANCER = "node.kubernetes.io/exclude-from-external-load-balancers"

WEB = "node-port/shop/web/80/TCP"
SERVED = served(service("web", selector={"app": "web"}), deployed("web", node="node2"))


def unrouted(status: str) -> Node:
    machine = node("node1")
    condition = Condition(type="NetworkUnavailable", status=status, message="no route")
    return with_status(machine, conditions=(*(machine.status.conditions or ()), condition))


@pytest.mark.parametrize(
    ("first", "state", "finding", "works"),
    [
        (node("node1"), LinkState.OK, "", True),
        (with_spec(node("node1"), unschedulable=True), LinkState.OK, "", True),
        (node("node1", labels={NO_BALANCER: ""}), LinkState.OK, "", True),
        (node("node1", taints=(Taint(key="ToBeDeletedByClusterAutoscaler"),)), LinkState.OK, "", True),
        (with_meta(node("node1"), deletion_timestamp="2026-11-01T11:59:00Z"), LinkState.OK, "", True),
        (unrouted("True"), LinkState.UNKNOWN, "", True),
        (unrouted("False"), LinkState.OK, "", True),
        (node("node1", is_ready=False, message="disk pressure"), LinkState.UNKNOWN, "KP701", True),
        (node("node1", conditions=False), LinkState.UNKNOWN, "KP701", True),
        (node("node1", ready_status="Unknown"), LinkState.BROKEN, "KP701", None),
    ],
    ids=[
        "ready",
        "cordoned",
        "left out of load balancers",
        "about to be removed",
        "being deleted",
        "without a pod network",
        "with one",
        "NotReady by its own word",
        "no condition",
        "stopped reporting",
    ],
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


def test_the_machine_of_a_deleted_node_may_be_off_or_serve_on() -> None:
    pod = deployed("web", ports=(container_port(80, host=8080),), node="elsewhere")
    (gone,) = routes(cluster(pod))["host-port/shop/Deployment/web/8080/TCP"].entries
    assert "gone" in link_of(gone, "node").reason
    assert (link_of(gone, "node").state, predicted(gone).works) == (LinkState.BROKEN, None)
    assert set(predicted(gone).states) >= {PortState.OPEN, PortState.FILTERED}


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (with_spec(node("node1"), unschedulable=True), "Ready; cordoned, which does not stop traffic"),
        (node("node1", labels={NO_BALANCER: ""}), "left out of load balancers by its label"),
        (node("node1", taints=(Taint(key="ToBeDeletedByClusterAutoscaler"),)), "removed by the cluster autoscaler"),
        (with_meta(node("node1"), deletion_timestamp="2026-11-01T11:59:00Z"), "being deleted"),
        (unrouted("True"), "its network is not set up: no route"),
    ],
)
def test_what_does_not_stop_traffic_is_said(machine: Node, words: str) -> None:
    assert words in link_of(entry_of(routes(cluster(*SERVED, machine, node("node2")))[WEB], "node1"), "node").reason


def test_a_node_of_kind_is_known_by_its_provider() -> None:
    inside = with_spec(node("node1"), provider_id="kind://docker/kind/kind-control-plane")
    assert KIND_NODE in link_of(entry_of(routes(cluster(*SERVED, inside))[WEB], "node1"), "node").evidence


def test_a_node_port_without_any_node_is_unknown() -> None:
    blind = cluster(*SERVED, node("node1", "no-ip"), gaps=(gap(Resource.NODES),))
    (link,) = routes(blind)[WEB].links
    assert (link.state, link.reason) == (LinkState.UNKNOWN, "nodes could not be read")
