from __future__ import annotations

from typing import Any

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.pod import ContainerPort
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, deployed, event, gap, pod, ref

WEB = container_port(8080, host=8080)
REJECTED: dict[str, Any] = {
    "phase": "Failed",
    "reason": "NodePorts",
    "message": "Pod was rejected: Predicate NodePorts failed",
}


def test_names_the_workload_that_holds_the_port_and_where() -> None:
    finding = one(
        "KP103", cluster(deployed("web", ports=(WEB,)), pod("fight", ports=(WEB,), unscheduled=NO_FREE_PORTS))
    )
    assert finding.subject == ref("Pod shop/fight")
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert "Deployment shop/web" in finding.message
    assert finding.evidence == (
        f"pod shop/fight: {NO_FREE_PORTS}",
        "Deployment shop/web holds it on node1",
    )
    assert finding.exposures == ("host-port/shop/Pod/fight/8080/TCP",)


def test_many_waiting_pods_of_one_workload_are_one_finding() -> None:
    waiting = (deployed("edge", n, ports=(WEB,), unscheduled=NO_FREE_PORTS) for n in range(5))
    finding = one("KP103", cluster(deployed("web", ports=(WEB,)), *waiting))
    assert finding.subject == ref("Deployment shop/edge")
    assert "5 pods" in finding.message


def test_believes_an_event_where_the_pod_says_nothing() -> None:
    said = event(ref("Pod shop/fight"), "FailedScheduling", NO_FREE_PORTS)
    assert one(
        "KP103", cluster(pod("web", ports=(WEB,)), pod("fight", ports=(WEB,), node="", phase="Pending"), said)
    ).subject == ref("Pod shop/fight")


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        pytest.param(WEB, container_port(8080, host=8080, host_ip="192.0.2.11"), id="one_address_of_a_held_wildcard"),
        pytest.param(container_port(8080, host=8080, host_ip="192.0.2.11"), WEB, id="a_wildcard_over_a_held_address"),
    ],
)
def test_finds_the_holder_of(held: ContainerPort, wanted: ContainerPort) -> None:
    finding = one("KP103", cluster(pod("a", ports=(held,)), pod("b", ports=(wanted,), unscheduled=NO_FREE_PORTS)))
    assert "Pod shop/a" in finding.message


def test_a_rollout_that_its_own_old_pods_block_is_a_warning() -> None:
    finding = one(
        "KP103",
        cluster(
            deployed("web", revision="old", ports=(WEB,)),
            deployed("web", revision="new", ports=(WEB,), unscheduled=NO_FREE_PORTS),
        ),
    )
    assert finding.severity is Severity.WARNING
    assert "rollout of Deployment shop/web is stuck" in finding.message
    assert "maxSurge" in finding.fix[0]


def test_more_replicas_than_nodes_is_a_warning() -> None:
    finding = one(
        "KP103",
        cluster(deployed("web", 1, ports=(WEB,)), deployed("web", 2, ports=(WEB,), unscheduled=NO_FREE_PORTS)),
    )
    assert finding.severity is Severity.WARNING
    assert "needs more nodes than it fits on" in finding.message


def test_says_that_the_holder_could_not_be_read() -> None:
    finding = one(
        "KP103",
        cluster(pod("b", ports=(WEB,), unscheduled=NO_FREE_PORTS), gaps=(gap(Resource.PODS, read_in=("shop",)),)),
    )
    assert "by none of the pods that could be read" in finding.message


def test_a_pod_that_the_kubelet_rejected_is_found_with_its_holder() -> None:
    finding = one(
        "KP103",
        cluster(
            pod("a", ports=(WEB,)),
            pod("b", ports=(WEB,), node="node1", **REJECTED),
            pod("c", ports=(WEB,), node="node2"),
        ),
    )
    assert finding.subject == ref("Pod shop/b")
    assert finding.message.endswith("held by Pod shop/a")


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(pod("a", ports=(WEB,)), pod("b", ports=(WEB,), unscheduled="0/3 nodes: 3 Insufficient cpu.")),
            id="a_pod_that_waits_for_something_else",
        ),
        pytest.param(
            cluster(
                pod("a", ports=(WEB,)),
                pod("b", ports=(WEB,), unscheduled="0/3 nodes: 3 Insufficient cpu."),
                event(ref("Pod shop/b"), "FailedScheduling", NO_FREE_PORTS, last="2026-11-01T10:00:00Z"),
            ),
            id="an_old_event_that_the_pod_contradicts",
        ),
        pytest.param(
            cluster(
                pod("a", ports=(WEB,)),
                pod("b", ports=(WEB,), node="", phase="Pending"),
                event(ref("Pod other/b"), "FailedScheduling", NO_FREE_PORTS),
            ),
            id="an_event_about_a_pod_of_the_same_name_elsewhere",
        ),
        pytest.param(
            cluster(
                deployed("web", 1, ports=(WEB,), **REJECTED),
                deployed("web", 2, ports=(WEB,), node="node2"),
            ),
            id="a_rejected_pod_whose_replacement_runs",
        ),
        pytest.param(
            cluster(
                pod("agent-1", owner="DaemonSet/agent", ports=(WEB,), **REJECTED),
                pod("agent-2", owner="DaemonSet/agent", ports=(WEB,)),
            ),
            id="a_rejected_daemon_pod_whose_sibling_runs_on_that_node",
        ),
        pytest.param(
            cluster(pod("a", ports=(WEB,)), pod("b", ports=(WEB,), unscheduled=NO_FREE_PORTS, deleted=True)),
            id="a_waiting_pod_that_is_being_deleted",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP103", healthy) == []
