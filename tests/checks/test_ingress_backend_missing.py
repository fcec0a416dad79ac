from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, gap, ingress, ref, service

SOLVER = {"acme.cert-manager.io/http01-solver": "true"}


def test_blames_the_ingress_and_names_its_rule() -> None:
    finding = one("KP501", cluster(ingress("shop", "shop.example", "/api", to="gone")))
    assert finding.subject == ref("Ingress shop/shop")
    assert finding.severity is Severity.ERROR
    assert "Service shop/gone" in finding.message
    assert finding.evidence == ("rules: shop.example/api",)
    assert finding.exposures == ("ingress/shop/shop/shop.example/api",)


def test_a_default_backend_counts() -> None:
    assert "default backend" in one("KP501", cluster(ingress("shop", to="gone", default_backend=True))).evidence[0]


def test_says_that_the_service_is_in_another_namespace() -> None:
    finding = one("KP501", cluster(ingress("shop", to="web"), service("web", namespace="prod")))
    assert any("namespace prod" in line for line in finding.evidence)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(ingress("shop"), service("web")), id="a_service_that_exists"),
        pytest.param(cluster(ingress("shop", to="gone"), gaps=(gap(Resource.SERVICES),)), id="services_not_readable"),
        pytest.param(cluster(ingress("shop", to="redirect", port="use-annotation")), id="an_action_of_an_alb"),
        pytest.param(cluster(ingress("cm-acme", to="gone", labels=SOLVER)), id="a_solver_of_cert_manager"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP501", healthy) == []
