from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.endpoint_slice import EndpointPort
from kprobe.model.objects.service import Service
from tests.checks.found import found, one
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    endpoint,
    endpoint_slice,
    ref,
    served,
    service,
    service_port,
)

SELECTOR = {"app": "web"}
HTTP = container_port(8080, name="http")


def named(target: int | str, protocol: str = "TCP") -> Service:
    return service("web", service_port(80, target=target, node=30080, protocol=protocol), selector=SELECTOR)


def test_a_name_that_no_pod_has_is_reported_with_the_names_that_they_offer() -> None:
    finding = one("KP303", cluster(*served(named("web"), deployed("web", ports=(HTTP,)))))
    assert finding.subject == ref("Service shop/web")
    assert finding.severity is Severity.ERROR
    assert "'web'" in finding.message
    assert "its pods offer http (8080/TCP)" in finding.evidence
    assert finding.exposures == ("node-port/shop/web/80/TCP",)


def test_the_right_name_with_the_wrong_protocol_is_said_to_be_that() -> None:
    udp = container_port(8080, name="http", protocol="UDP")
    finding = one("KP303", cluster(*served(named("http"), deployed("web", ports=(udp,)))))
    assert any("for UDP, not TCP" in line for line in finding.evidence)


def test_a_hand_made_slice_must_name_its_port_as_the_service_does() -> None:
    slices = endpoint_slice(
        "legacy", endpoint("198.51.100.7"), ports=(EndpointPort(name="http", port=8080, protocol="TCP"),)
    )
    finding = one("KP303", cluster(service("legacy"), slices))
    assert any("'http' (8080/TCP)" in line for line in finding.evidence)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(*served(named("http"), deployed("web", ports=(HTTP,)))),
            id="a_name_that_the_pods_have",
        ),
        pytest.param(
            cluster(*served(named(9999), deployed("web", ports=(HTTP,)))),
            id="a_number_that_no_pod_declares",
        ),
        pytest.param(
            cluster(*served(named("http"), deployed("web", sidecar_ports=(HTTP,)))),
            id="a_name_on_a_native_sidecar",
        ),
        pytest.param(
            cluster(
                *served(named("http"), deployed("web", 1, addresses=("10.244.0.1",)), deployed("web", 2, ports=(HTTP,)))
            ),
            id="a_name_that_some_of_the_pods_have",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP303", healthy) == []


def test_a_name_that_only_a_native_sidecar_has_says_since_when_that_counts() -> None:  # row SV-7
    sick = deployed("web", sidecar_ports=(container_port(8080, name="web"),))
    slices = endpoint_slice("web", endpoint("10.244.0.7", pod_name=sick.metadata.name), ports=None)
    assert any("since Kubernetes 1.32" in line for line in one("KP303", cluster(named("web"), sick, slices)).evidence)
