from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service

IPS = ("192.0.2.99",)


@pytest.mark.parametrize(
    ("lost", "word"),
    [
        (service("web", type_="ClusterIP", cluster_ip="None", external_ips=IPS), "headless"),
        (service("web", type_="ExternalName", external_name="x.example", external_ips=IPS), "ExternalName"),
    ],
    ids=["headless", "ExternalName"],
)
def test_blames_the_type(lost: object, word: str) -> None:
    finding = one("KP311", cluster(lost))  # type: ignore[arg-type]
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.WARNING)
    assert "192.0.2.99" in finding.message
    assert word in finding.message


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(service("web", type_="ClusterIP", external_ips=IPS)), id="a_service_with_a_cluster_ip"),
        pytest.param(cluster(service("web", type_="ClusterIP", cluster_ip="None")), id="a_headless_service"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP311", healthy) == []
