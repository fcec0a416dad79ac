from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, deployed, gap, ingress, ingress_class, pod, ref, served, service, service_port

WRONG = {"app": "wbe"}


def test_blames_the_service_and_names_the_nearest_workload() -> None:
    ports = (service_port(80, node=30080, name="http"), service_port(443, node=30443, name="https"))
    finding = one(
        "KP301",
        cluster(service("web", *ports, selector=WRONG), deployed("web"), deployed("cache", labels={"tier": "back"})),
    )
    assert finding.subject == ref("Service shop/web")
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert "app=wbe" in finding.message
    assert "closest: Deployment shop/web (1 pod) has app=web" in finding.evidence
    assert finding.exposures == ("node-port/shop/web/443/TCP", "node-port/shop/web/80/TCP")


@pytest.mark.parametrize(
    ("selector", "labels", "hint"),
    [
        pytest.param({"app": "web", "tier": "x"}, {"app": "web"}, "has no label tier", id="a_label_is_missing"),
        pytest.param({"name": "web"}, {"app": "web"}, "has app=web", id="the_value_is_under_another_key"),
    ],
)
def test_says_how_the_nearest_differs(selector: dict[str, str], labels: dict[str, str], hint: str) -> None:
    finding = one("KP301", cluster(service("web", selector=selector), pod("web", labels=labels)))
    assert any(hint in line for line in finding.evidence)


def test_names_nobody_where_nothing_is_near() -> None:
    finding = one("KP301", cluster(service("web", selector=WRONG), pod("db", labels={"app": "postgres"})))
    assert not any("closest" in line for line in finding.evidence)


def test_finds_pods_in_another_namespace() -> None:
    finding = one("KP301", cluster(service("web", selector={"app": "web"}), deployed("web", namespace="prod")))
    assert any("namespace prod" in line for line in finding.evidence)


def test_tells_of_pods_that_have_ended() -> None:
    finding = one(
        "KP301", cluster(service("web", selector={"job": "x"}), pod("x-1", labels={"job": "x"}, phase="Succeeded"))
    )
    assert any("x-1" in line for line in finding.evidence)
    assert finding.message.endswith("matches only pods that have ended: x-1 (Succeeded)")
    nobody = one("KP301", cluster(service("web", selector={"job": "y"}), pod("x-1", labels={"job": "x"})))
    assert nobody.message.endswith("matches no pod")


def test_a_service_behind_an_ingress_is_exposed() -> None:
    finding = one(
        "KP301",
        cluster(service("web", type_="ClusterIP", selector=WRONG), ingress("shop"), ingress_class()),
    )
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(*served(service("web", selector={"app": "web"}), deployed("web"))), id="a_served_service"),
        pytest.param(cluster(service("web", type_="ClusterIP", selector=WRONG)), id="a_service_that_nothing_exposes"),
        pytest.param(
            cluster(service("web", selector=WRONG), gaps=(gap(Resource.PODS),)), id="pods_that_may_not_be_read"
        ),
        pytest.param(
            cluster(service("web", selector=WRONG), gaps=(gap(Resource.ENDPOINT_SLICES),)),
            id="slices_that_may_not_be_read",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP301", healthy) == []


def test_a_namespace_that_was_read_is_judged_although_others_could_not_be() -> None:
    gaps = (gap(Resource.PODS, read_in=("shop",)), gap(Resource.ENDPOINT_SLICES, read_in=("shop",)))
    here, there = service("a", selector=WRONG), service("b", selector=WRONG, namespace="other")
    assert one("KP301", cluster(here, there, gaps=gaps)).subject == ref("Service shop/a")
