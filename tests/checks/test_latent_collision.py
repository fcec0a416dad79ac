from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.meta import Annotations
from tests.checks.found import found, one
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, deployed, pod, ref

WEB = container_port(8080, host=8080)


def test_workloads_that_want_one_port_on_different_nodes_are_one_finding() -> None:
    finding = one(
        "KP102",
        cluster(
            deployed("web", ports=(WEB,), node="node1"),
            deployed("edge", ports=(WEB,), node="node2"),
            deployed("shop", ports=(container_port(8080, host=8080, host_ip="192.0.2.13"),), node="node3"),
        ),
    )
    assert finding.subject == ref("Deployment shop/edge")
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)
    assert all(name in finding.message for name in ("shop/edge", "shop/shop", "shop/web"))
    assert finding.id == "KP102/Deployment/shop/edge/8080/TCP"
    assert "host-port/shop/Deployment/web/8080/TCP" in finding.exposures
    assert any("node2" in line for line in finding.evidence)


def test_a_selector_on_another_label_does_not_keep_them_apart() -> None:
    finding = one(
        "KP102",
        cluster(
            deployed("web", ports=(WEB,), node_selector={"pool": "a"}),
            deployed("edge", ports=(WEB,), node="node2", node_selector={"disk": "ssd"}),
        ),
    )
    assert "Deployment shop/edge and Deployment shop/web" in finding.message


def test_a_deployment_meets_a_daemon_set() -> None:
    assert one(
        "KP102",
        cluster(pod("agent-1", owner="DaemonSet/agent", ports=(WEB,)), deployed("web", ports=(WEB,), node="node2")),
    ).subject == ref("DaemonSet shop/agent")


def test_a_daemon_set_is_not_drawn_in_by_another_that_it_never_meets() -> None:
    finding = one(
        "KP102",
        cluster(
            pod("amd-1", owner="DaemonSet/amd", ports=(WEB,), node_selector={"pool": "a"}),
            pod("any-1", owner="DaemonSet/any", ports=(WEB,), node="node2"),
            deployed("web", ports=(WEB,), node="node3", node_selector={"pool": "b"}),
        ),
    )
    assert finding.message.startswith("DaemonSet shop/any and Deployment shop/web each claim")


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(deployed("web", ports=(WEB,)), deployed("web", 2, ports=(WEB,), node="node2")),
            id="one_workload_with_itself",
        ),
        pytest.param(
            cluster(
                deployed("web", ports=(WEB,), node_selector={"pool": "a"}),
                deployed("edge", ports=(WEB,), node="node2", node_selector={"pool": "b"}),
            ),
            id="node_selectors_that_exclude_each_other",
        ),
        pytest.param(
            cluster(
                pod("amd-1", owner="DaemonSet/amd", ports=(WEB,)),
                pod("arm-1", owner="DaemonSet/arm", ports=(WEB,), node="node2"),
            ),
            id="two_daemon_sets_that_run_everywhere_they_should",
        ),
        pytest.param(
            cluster(
                pod("etcd-a", owner="Node/node1", ports=(WEB,), annotations=Annotations(static_pod="x")),
                deployed("web", ports=(WEB,), node="node2"),
            ),
            id="a_static_pod",
        ),
        pytest.param(
            cluster(
                deployed("web", ports=(WEB,)),
                deployed("edge", ports=(container_port(8080, host=8080, protocol="UDP"),), node="node2"),
            ),
            id="tcp_and_udp",
        ),
        pytest.param(
            cluster(
                deployed("web", ports=(container_port(8080, host=8080, host_ip="192.0.2.11"),)),
                deployed("edge", ports=(container_port(8080, host=8080, host_ip="192.0.2.12"),), node="node2"),
            ),
            id="two_different_addresses",
        ),
        pytest.param(
            cluster(deployed("web", ports=(WEB,)), deployed("edge", ports=(WEB,), phase="Succeeded", node="node2")),
            id="a_workload_that_has_finished",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP102", healthy) == []


def test_is_silent_for_a_pair_that_fights_already() -> None:
    fight = cluster(deployed("web", ports=(WEB,)), deployed("edge", ports=(WEB,)))
    assert found("KP101", fight)
    assert found("KP102", fight) == []


def test_is_silent_for_a_pod_that_waits_for_the_port_already() -> None:
    waits = cluster(deployed("web", ports=(WEB,)), deployed("edge", ports=(WEB,), unscheduled=NO_FREE_PORTS))
    assert found("KP103", waits)
    assert found("KP102", waits) == []
