from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, controller_pod, gap, ingress, ingress_class, ref


def test_blames_the_class_once_for_all_its_ingresses() -> None:
    finding = one("KP504", cluster(ingress("a", "a.example"), ingress("b", "b.example"), ingress_class()))
    assert finding.subject == ref("IngressClass nginx")
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.LIKELY)
    assert "Ingress shop/a and Ingress shop/b" in finding.evidence[0]
    assert finding.exposures == ("ingress/shop/a/a.example/", "ingress/shop/b/b.example/")


def test_a_controller_that_is_not_known_by_name_is_possible_only() -> None:
    unknown = cluster(ingress("a"), ingress_class(controller="example.com/mine"))
    assert one("KP504", unknown).confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(ingress("a"), ingress_class(), controller_pod()), id="a_controller_that_runs"),
        pytest.param(
            cluster(ingress("a", address="192.0.2.11"), ingress_class()), id="an_ingress_that_was_given_an_address"
        ),
        pytest.param(cluster(ingress("a"), ingress_class(), gaps=(gap(Resource.PODS),)), id="pods_not_readable"),
        pytest.param(
            cluster(ingress("a"), ingress_class(controller="ingress.k8s.aws/alb")),
            id="a_controller_whose_data_plane_is_a_clouds",
        ),
        pytest.param(cluster(ingress_class()), id="a_class_that_nobody_uses"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP504", healthy) == []
