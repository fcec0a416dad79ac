from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, controller_pod, ingress, ingress_class, ref, service


def test_informs_once_a_workload_with_what_goes_through_it() -> None:
    finding = one(
        "KP507",
        cluster(controller_pod(), ingress_class(), ingress("shop"), service("web", type_="ClusterIP")),
    )
    assert finding.subject == ref("DaemonSet ingress/controller")
    assert finding.severity is Severity.INFO
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)
    assert "controller:v1.15.1" in finding.evidence[0]


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(controller_pod("docker.io/traefik:v3")), id="another_controller"),
        pytest.param(cluster(ingress_class()), id="a_class_without_a_controller"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP507", healthy) == []
