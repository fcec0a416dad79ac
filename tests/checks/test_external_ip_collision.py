from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, deployed, pod, ref, service, service_port

OUTSIDE, NODE1 = ("198.51.100.5",), ("192.0.2.11",)


def test_two_services_on_one_external_ip_and_port_are_one_finding() -> None:
    finding = one(
        "KP106",
        cluster(
            service("b", service_port(443), type_="ClusterIP", external_ips=OUTSIDE),
            service("a", service_port(443), type_="ClusterIP", external_ips=OUTSIDE),
        ),
    )
    assert finding.subject == ref("Service shop/a")
    assert "Service shop/b" in finding.message
    assert finding.severity is Severity.ERROR
    assert finding.exposures == ("external-ip/shop/a/443/TCP", "external-ip/shop/b/443/TCP")


def test_an_external_ip_of_a_node_takes_a_pods_host_port() -> None:
    finding = one(
        "KP106",
        cluster(
            service("web", service_port(80), type_="ClusterIP", external_ips=NODE1),
            deployed("edge", ports=(container_port(8080, host=80),)),
        ),
    )
    assert finding.subject == ref("Service shop/web")
    assert "Deployment shop/edge" in finding.message
    assert finding.exposures == ("external-ip/shop/web/80/TCP", "host-port/shop/Deployment/edge/80/TCP")


def test_an_external_ip_of_a_node_takes_another_services_node_port() -> None:
    finding = one(
        "KP106",
        cluster(service("web", service_port(30080), type_="ClusterIP", external_ips=NODE1), service("other")),
    )
    assert "Service shop/other" in finding.message


def test_an_external_ip_of_a_node_takes_the_kubelets_port() -> None:
    finding = one("KP106", cluster(service("web", service_port(10250), type_="ClusterIP", external_ips=NODE1)))
    assert "kubelet on node1" in finding.message
    assert finding.confidence is Confidence.CERTAIN


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(
                service("a", service_port(80), type_="ClusterIP", external_ips=OUTSIDE),
                service("b", service_port(443), type_="ClusterIP", external_ips=OUTSIDE),
            ),
            id="two_ports_of_one_address",
        ),
        pytest.param(
            cluster(
                service("a", service_port(53), type_="ClusterIP", external_ips=OUTSIDE),
                service("b", service_port(53, protocol="UDP"), type_="ClusterIP", external_ips=OUTSIDE),
            ),
            id="tcp_and_udp",
        ),
        pytest.param(
            cluster(
                service("web", service_port(80), type_="ClusterIP", external_ips=NODE1),
                pod("a", node="node2", ports=(container_port(80, host=80),)),
            ),
            id="a_host_port_on_another_node",
        ),
        pytest.param(
            cluster(
                service("web", service_port(80), type_="ClusterIP", external_ips=NODE1),
                pod("a", ports=(container_port(80, host=80, host_ip="127.0.0.1"),)),
            ),
            id="a_host_port_on_another_address",
        ),
        pytest.param(
            cluster(service("web", service_port(30080, node=30080), external_ips=NODE1)),
            id="a_service_whose_own_node_port_it_is",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP106", healthy) == []
