from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, deployed, pod, ref

WEB = container_port(80, host=80)


def test_two_host_network_pods_on_one_port_of_one_node_are_one_finding_about_the_pair() -> None:
    finding = one(
        "KP101",
        cluster(
            deployed("web", host_network=True, ports=(WEB,)),
            deployed("edge", host_network=True, ports=(WEB,), waiting="CrashLoopBackOff"),
            deployed("web", 2, host_network=True, ports=(WEB,), node="node2"),
            deployed("edge", 2, host_network=True, ports=(WEB,), node="node2"),
        ),
    )
    assert finding.subject == ref("Deployment shop/edge")
    assert finding.detail == "80/TCP/Deployment/shop/web"
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert "node1" in finding.message
    assert "node2" in finding.message
    assert any("CrashLoopBackOff" in line for line in finding.evidence)
    assert finding.exposures == (
        "host-network/shop/Deployment/edge/80/TCP",
        "host-network/shop/Deployment/web/80/TCP",
    )


@pytest.mark.parametrize(
    "rival",
    [
        pytest.param(container_port(80, host=80, host_ip="::"), id="the_other_claims_every_ipv6_address"),
        pytest.param(container_port(80, host=80, host_ip="192.0.2.11"), id="the_other_claims_one_address"),
        pytest.param(container_port(80, host=80, host_ip="0.0.0.0"), id="the_other_spells_every_address_out"),
    ],
)
def test_overlapping_addresses_collide(rival: object) -> None:
    finding = one("KP101", cluster(pod("a", ports=(WEB,)), pod("b", ports=(rival,))))  # type: ignore[arg-type]
    assert finding.subject == ref("Pod shop/a")
    assert finding.detail == "80/TCP/Pod/shop/b"


def test_an_ipv6_wildcard_collides_with_an_ipv6_address() -> None:
    a, b = container_port(80, host=80, host_ip="::"), container_port(80, host=80, host_ip="2001:db8::1")
    assert one("KP101", cluster(pod("a", ports=(a,)), pod("b", ports=(b,)))).confidence is Confidence.LIKELY


def test_two_pods_of_one_workload_collide_where_one_crashes() -> None:
    finding = one(
        "KP101",
        cluster(
            deployed("web", 1, host_network=True, ports=(WEB,)),
            deployed("web", 2, host_network=True, ports=(WEB,), terminated="Error"),
        ),
    )
    assert finding.message.startswith("two pods of Deployment shop/web")


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(pod("a", ports=(WEB,)), pod("b", ports=(container_port(80, host=80, protocol="UDP"),))),
            id="tcp_and_udp",
        ),
        pytest.param(
            cluster(
                pod("a", ports=(container_port(80, host=80, host_ip="192.0.2.11"),)),
                pod("b", ports=(container_port(80, host=80, host_ip="192.0.2.99"),)),
            ),
            id="two_different_addresses",
        ),
        pytest.param(
            cluster(
                pod("a", ports=(container_port(80, host=80, host_ip="::"),)),
                pod("b", ports=(container_port(80, host=80, host_ip="192.0.2.11"),)),
            ),
            id="every_ipv6_address_and_an_ipv4_one",
        ),
        pytest.param(cluster(pod("a", ports=(WEB,)), pod("b", ports=(WEB,), node="node2")), id="two_nodes"),
        pytest.param(
            cluster(pod("a", ports=(WEB,)), pod("b", ports=(WEB,), phase="Succeeded")), id="the_other_has_finished"
        ),
        pytest.param(cluster(pod("a", ports=(WEB,)), pod("b", ports=(WEB,), deleted=True)), id="the_other_is_deleted"),
        pytest.param(
            cluster(pod("a", ports=(WEB,)), pod("b", ports=(WEB,), unscheduled="no node fits")), id="the_other_waits"
        ),
        pytest.param(
            cluster(deployed("web", ports=(WEB,)), deployed("web", 2, revision="new", ports=(WEB,), is_ready=False)),
            id="old_and_new_pod_of_one_workload",
        ),
        pytest.param(
            cluster(pod("a", ports=(WEB,)), pod("b", sidecar_ports=(WEB,))),
            id="a_native_sidecar_whose_host_port_is_never_mapped",
        ),
        pytest.param(
            cluster(pod("a", ports=(WEB, container_port(8080, host=80)))), id="one_pod_that_declares_a_port_twice"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP101", healthy) == []


def test_leaves_a_components_own_port_to_the_check_that_knows_components() -> None:
    secure = container_port(6443, host=6443)
    server = pod(
        "kube-apiserver-node1", namespace="kube-system", owner="Node/node1", host_network=True, ports=(secure,)
    )
    assert found("KP101", cluster(server, pod("a", ports=(secure,)))) == []
    assert found("KP105", cluster(server, pod("a", ports=(secure,)))) != []
