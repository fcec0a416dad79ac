from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, endpoint, endpoint_slice, ref, service

SEVERAL = structs.replace(endpoint("192.0.2.5"), addresses=("192.0.2.5", "192.0.2.6"))


def test_names_the_address_that_gets_nothing() -> None:
    finding = one("KP310", cluster(service("web"), endpoint_slice("web", SEVERAL)))
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.INFO)
    assert "192.0.2.6" in finding.message
    assert "192.0.2.5" not in finding.message


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(service("web"), endpoint_slice("web", endpoint("192.0.2.5"), endpoint("192.0.2.6"))),
            id="an_endpoint_each",
        ),
        pytest.param(
            cluster(service("web", type_="ClusterIP"), endpoint_slice("web", SEVERAL)), id="what_nothing_exposes"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP310", healthy) == []
