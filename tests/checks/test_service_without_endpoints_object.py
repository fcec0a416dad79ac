from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, endpoint, endpoint_slice, gap, ref, service

SLICE = endpoint_slice("legacy", endpoint("198.51.100.7"))


@pytest.mark.parametrize(
    "slices",
    [
        pytest.param((), id="no_slice"),
        pytest.param((endpoint_slice("other", endpoint("198.51.100.7")),), id="a_slice_that_names_another_service"),
        pytest.param(
            (endpoint_slice("legacy", endpoint("198.51.100.7"), namespace="other"),), id="a_slice_in_another_namespace"
        ),
        pytest.param((endpoint_slice("legacy"),), id="a_slice_without_addresses"),
    ],
)
def test_blames_a_service_without_selector_that_has(slices: tuple[object, ...]) -> None:
    finding = one("KP305", cluster(service("legacy"), *slices))  # type: ignore[arg-type]
    assert finding.subject == ref("Service shop/legacy")
    assert finding.severity is Severity.ERROR
    assert "kubernetes.io/service-name=legacy" in finding.fix[0]
    assert finding.exposures == ("node-port/shop/legacy/80/TCP",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(service("legacy"), SLICE), id="a_hand_made_slice"),
        pytest.param(cluster(service("web", selector={"app": "web"})), id="a_service_with_a_selector"),
        pytest.param(
            cluster(service("legacy"), gaps=(gap(Resource.ENDPOINT_SLICES),)), id="slices_that_may_not_be_read"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP305", healthy) == []
