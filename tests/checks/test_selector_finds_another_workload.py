from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, deployed, pod, ref, served, service

TEAM = {"team": "shop"}
BROAD = service("web", selector=TEAM)
WEB = deployed("web", labels=TEAM)
REDIS = deployed("cache", labels=TEAM, image="redis:7", addresses=("10.244.0.8",))


def test_names_both_workloads_and_what_they_run() -> None:
    finding = one("KP312", cluster(*served(BROAD, WEB, REDIS)))
    assert finding.subject == ref("Service shop/web")
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.POSSIBLE)
    assert "Deployment shop/cache and Deployment shop/web" in finding.message
    assert "Deployment shop/cache runs redis" in finding.evidence


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(*served(BROAD, WEB, deployed("canary", labels=TEAM, image="registry.example/app:2"))), id="a_canary"
        ),
        pytest.param(cluster(*served(BROAD, WEB)), id="one_workload"),
        pytest.param(
            cluster(*served(BROAD, WEB, deployed("cache", labels=TEAM, image="redis:7", is_ready=False))),
            id="another_that_is_not_ready",
        ),
        pytest.param(
            cluster(*served(BROAD, pod("web-0", labels=TEAM), pod("web-1", labels=TEAM))), id="bare_pods_of_one_image"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP312", healthy) == []
