from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, deployed, ref, served, service

FORCED = service("web", selector={"app": "web"}, publish_not_ready=True)
CRASHING = deployed("web", 2, waiting="CrashLoopBackOff")


def test_says_how_many_pods_and_why_they_are_not_ready() -> None:
    finding = one("KP309", cluster(*served(FORCED, deployed("web"), CRASHING)))
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.INFO)
    assert "1 of its 2 pods" in finding.message
    assert any("CrashLoopBackOff" in line for line in finding.evidence)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(*served(FORCED, deployed("web"))), id="ready_pods"),
        pytest.param(
            cluster(*served(service("web", selector={"app": "web"}), deployed("web"), CRASHING)), id="no_such_request"
        ),
        pytest.param(
            cluster(
                *served(
                    service("web", type_="ClusterIP", selector={"app": "web"}, publish_not_ready=True),
                    deployed("web"),
                    CRASHING,
                )
            ),
            id="a_service_that_nothing_exposes",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP309", healthy) == []
