from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import JUST_NOW, NO_FREE_PORTS, cluster, container_port, deployed, node, pod, ref

WEB = container_port(80, host=80)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        pytest.param(deployed("web", ports=(WEB,), waiting="CrashLoopBackOff"), "CrashLoopBackOff", id="it_crashes"),
        pytest.param(deployed("web", ports=(WEB,), waiting="ImagePullBackOff"), "ImagePullBackOff", id="no_image"),
        pytest.param(deployed("web", ports=(WEB,), terminated="Completed", exit_code=0), "Completed", id="it_ended"),
        pytest.param(
            deployed("web", ports=(WEB,), waiting="ContainerCreating", phase="Pending"),
            "ContainerCreating",
            id="it_has_been_starting_for_a_month",
        ),
        pytest.param(deployed("web", ports=(WEB,), unscheduled="3 Insufficient cpu."), "cpu", id="it_fits_nowhere"),
    ],
)
def test_is_an_error_where_no_pod_runs_because(broken: object, why: str) -> None:
    finding = one("KP702", cluster(broken))  # type: ignore[arg-type]
    assert finding.subject == ref("Deployment shop/web")
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("the only pod of Deployment shop/web with a host port does not run: ")
    assert why in finding.message
    assert why in finding.evidence[0]
    assert finding.exposures == ("host-port/shop/Deployment/web/80/TCP",)


def test_is_a_warning_where_others_run() -> None:
    finding = one(
        "KP702",
        cluster(
            deployed("web", 1, host_network=True, ports=(WEB,), waiting="CrashLoopBackOff"),
            deployed("web", 2, host_network=True, ports=(WEB,), node="node2"),
        ),
    )
    assert finding.severity is Severity.WARNING
    assert "1 of the 2 pods" in finding.message
    assert len(finding.evidence) == 1


def test_none_of_several_is_an_error() -> None:
    pods = (deployed("web", n, ports=(WEB,), node=f"node{n}", waiting="CrashLoopBackOff") for n in (1, 2))
    assert one("KP702", cluster(*pods)).message.startswith("none of the 2 pods")


def test_says_who_holds_its_port_where_another_reason_keeps_it_from_the_only_node_left() -> None:
    """The scheduler names the first reason against a node, and a cordon comes before ports."""
    cordoned = (
        "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) were unschedulable."
    )
    here = {"kubernetes.io/hostname": "node2"}
    finding = one(
        "KP702",
        cluster(
            node("node1"),
            node("node2", labels=here),
            pod("first", ports=(WEB,), node="node2"),
            deployed(
                "web", ports=(WEB,), node_selector=here, unscheduled=f"{cordoned} preemption: 0/2 nodes are available"
            ),
        ),
    )
    assert finding.message.endswith(f"does not run: not scheduled: {cordoned}")
    assert "besides, host port 80/TCP is held on node2 by Pod shop/first" in finding.evidence


def test_says_nothing_of_holders_where_a_node_is_free_of_them() -> None:
    finding = one(
        "KP702",
        cluster(
            node("node1"),
            node("node2"),
            pod("first", ports=(WEB,)),
            deployed("web", ports=(WEB,), unscheduled="no cpu"),
        ),
    )
    assert not any("besides" in line for line in finding.evidence)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(deployed("web", ports=(WEB,))), id="a_pod_that_runs"),
        pytest.param(cluster(deployed("web", ports=(WEB,), is_ready=False)), id="a_pod_that_runs_but_is_not_ready"),
        pytest.param(
            cluster(deployed("web", ports=(WEB,), waiting="ContainerCreating", phase="Pending", created=JUST_NOW)),
            id="a_pod_that_is_starting",
        ),
        pytest.param(
            cluster(deployed("web", ports=(WEB,), unscheduled=NO_FREE_PORTS)), id="a_pod_that_waits_for_a_host_port"
        ),
        pytest.param(
            cluster(pod("a", ports=(WEB,), host_network=True), pod("b", ports=(WEB,), terminated="Error")),
            id="a_pod_that_crashes_as_another_holds_its_port",
        ),
        pytest.param(
            cluster(pod("a", ports=(container_port(10250),), host_network=True, waiting="CrashLoopBackOff")),
            id="a_pod_that_crashes_as_the_kubelet_holds_its_port",
        ),
        pytest.param(cluster(deployed("web", waiting="CrashLoopBackOff")), id="a_pod_without_host_port"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP702", healthy) == []
