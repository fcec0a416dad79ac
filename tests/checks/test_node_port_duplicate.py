from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service, service_port


def test_services_with_one_node_port_are_one_finding() -> None:
    finding = one("KP203", cluster(service("c"), service("a"), service("b", namespace="other")))
    assert finding.subject == ref("Service other/b")
    assert "Service shop/a and Service shop/c" in finding.message
    assert finding.severity is Severity.ERROR
    assert finding.id == "KP203/Service/other/b/30080/TCP"
    assert len(finding.exposures) == 3


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(
                service(
                    "dns",
                    service_port(53, node=30053, name="t"),
                    service_port(53, node=30053, name="u", protocol="UDP"),
                )
            ),
            id="two_protocols_inside_one_service",
        ),
        pytest.param(cluster(service("web"), service("web")), id="one_service_that_was_read_twice"),
        pytest.param(
            cluster(service("a", service_port(80)), service("b", service_port(80))), id="services_without_node_port"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP203", healthy) == []
