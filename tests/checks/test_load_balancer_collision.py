from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service, service_port
from tests.kit.stages import with_status

VIP = ("203.0.113.7",)
A = service("a", type_="LoadBalancer", load_balancer=VIP)
PROXY = LoadBalancerStatus(ingress=(LoadBalancerIngress(ip=VIP[0], ip_mode="Proxy"),))


@pytest.mark.parametrize(
    ("rival", "other_way"),
    [
        (service("b", service_port(80), type_="LoadBalancer", load_balancer=VIP), "load-balancer/shop/b/80/TCP"),
        (service("b", service_port(80), type_="ClusterIP", external_ips=VIP), "external-ip/shop/b/80/TCP"),
    ],
    ids=["a load balancer", "an external IP"],
)
def test_names_both_and_what_they_share(rival: object, other_way: str) -> None:
    finding = one("KP406", cluster(A, rival))  # type: ignore[arg-type]
    assert (finding.subject, finding.severity) == (ref("Service shop/a"), Severity.WARNING)
    assert "Service shop/a and Service shop/b" in finding.message
    assert "203.0.113.7:80/TCP" in finding.message
    assert set(finding.exposures) == {"load-balancer/shop/a/80/TCP", other_way}


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(A, service("b", service_port(81), type_="LoadBalancer", load_balancer=VIP)), id="distinct_ports"
        ),
        pytest.param(
            cluster(A, service("b", service_port(80, protocol="UDP"), type_="LoadBalancer", load_balancer=VIP)),
            id="distinct_protocols",
        ),
        pytest.param(
            cluster(
                with_status(A, load_balancer=PROXY),
                with_status(service("b", type_="LoadBalancer"), load_balancer=PROXY),
            ),
            id="a_proxy_that_may_tell_them_apart",
        ),
        pytest.param(cluster(service("b", type_="ClusterIP", external_ips=VIP)), id="one_service"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP406", healthy) == []
