from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.meta import Annotations
from tests.checks.found import found, one
from tests.kit.objects import cluster, controller_pod, ingress, ingress_class, ref
from tests.kit.stages import with_meta

TRAEFIK = (ingress_class("nginx", "traefik.io/ingress-controller"), controller_pod("docker.io/traefik:v3"))
OLD = ingress("old", to="a", created="2026-01-01T00:00:00Z")
NEW = ingress("new", to="b", created="2026-02-01T00:00:00Z")


def test_blames_the_younger_of_two_ingresses_on_one_host_and_path() -> None:
    finding = one("KP506", cluster(NEW, OLD, *TRAEFIK))
    assert finding.subject == ref("Ingress shop/new")
    assert finding.id == "KP506/Ingress/shop/new/shop/old"
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.CERTAIN)
    assert "shop.example/" in finding.message
    assert finding.exposures == ("ingress/shop/new/shop.example/", "ingress/shop/old/shop.example/")


def test_two_namespaces_with_a_backend_of_one_name_collide() -> None:
    finding = one("KP506", cluster(ingress("a"), ingress("b", namespace="other"), *TRAEFIK))
    assert "Ingress other/b and Ingress shop/a" in finding.message


def test_ingress_nginx_serves_the_oldest_alone_so_that_the_other_is_lost() -> None:
    """IN-15: controller.go keeps the first location that it met."""
    finding = one("KP506", cluster(OLD, NEW, ingress_class(), controller_pod()))
    assert (finding.severity, str(finding.subject)) == (Severity.ERROR, "Ingress shop/new")
    assert finding.exposures == ("ingress/shop/new/shop.example/",)


F5 = (ingress_class("nginx", "nginx.org/ingress-controller"), controller_pod("nginx/nginx-ingress:5.0"))


def test_f5_gives_the_whole_host_to_the_oldest() -> None:
    """IN-16."""
    api = ingress("api", path="/api", to="a", created="2026-03-01T00:00:00Z")
    assert {str(f.subject) for f in found("KP506", cluster(OLD, NEW, api, *F5))} == {
        "Ingress shop/new",
        "Ingress shop/api",
    }


def marked(**notes: str) -> Ingress:
    return with_meta(NEW, annotations=Annotations(**notes))


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(OLD, ingress("new", "other.example"), *TRAEFIK), id="another_host"),
        pytest.param(cluster(OLD, ingress("new", path="/api"), *TRAEFIK), id="another_path"),
        pytest.param(cluster(OLD, ingress("new", path_type="Exact"), *TRAEFIK), id="an_exact_path_beside_a_prefix"),
        pytest.param(cluster(OLD, ingress("new", to="a"), *TRAEFIK), id="the_same_backend"),
        pytest.param(cluster(OLD, ingress("new", class_name="gce"), *TRAEFIK), id="a_class_of_another_controller"),
        pytest.param(cluster(OLD, NEW), id="a_class_that_does_not_exist"),
        pytest.param(
            cluster(OLD, marked(nginx_canary="true"), ingress_class(), controller_pod()), id="a_canary_of_ingress_nginx"
        ),
        pytest.param(cluster(OLD, marked(f5_mergeable="minion"), *F5), id="a_mergeable_ingress_of_f5"),
        pytest.param(cluster(OLD, ingress("new", "other.example", to="b"), *F5), id="another_host_on_f5"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP506", healthy) == []
