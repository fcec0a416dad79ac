from __future__ import annotations

import msgspec
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


def test_different_protocols_of_two_services_work_but_cannot_be_created_again() -> None:
    finding = one("KP203", cluster(service("a"), service("b", service_port(53, node=30080, protocol="UDP"))))
    assert finding.severity is Severity.WARNING
    assert finding.id == "KP203/Service/shop/a/30080"
    assert "for different protocols" in finding.message


def test_a_health_check_port_is_drawn_from_the_same_range() -> None:
    checked = service("a", service_port(80, node=31000), type_="LoadBalancer", policy="Local")
    spec = msgspec.structs.replace(checked.spec, health_check_node_port=30080)
    finding = one("KP203", cluster(msgspec.structs.replace(checked, spec=spec), service("b")))
    assert finding.severity is Severity.ERROR
    assert "Service shop/a has healthCheckNodePort 30080" in finding.evidence


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
