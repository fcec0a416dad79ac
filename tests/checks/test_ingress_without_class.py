from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, controller_pod, gap, ingress, ingress_class, ref

CLASSLESS = ingress("shop", class_name=None)


def test_blames_the_ingress() -> None:
    finding = one("KP505", cluster(CLASSLESS, ingress_class(), controller_pod()))
    assert finding.subject == ref("Ingress shop/shop")
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)


def test_a_default_class_that_came_later_does_not_help() -> None:
    assert "default class" in one("KP505", cluster(CLASSLESS, ingress_class(default=True))).message


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(ingress("shop"), ingress_class()), id="an_ingress_with_a_class"),
        pytest.param(cluster(CLASSLESS, controller_pod("docker.io/traefik:v3")), id="traefik_which_serves_such"),
        pytest.param(cluster(ingress("shop", class_name=None, address="192.0.2.11")), id="one_with_an_address"),
        pytest.param(cluster(CLASSLESS, gaps=(gap(Resource.PODS),)), id="pods_that_may_not_be_read"),
        pytest.param(cluster(ingress("shop", class_name=None, legacy_class="nginx")), id="the_old_annotation"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP505", healthy) == []
