from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
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

APP = container_port(8080)


def web(target: int | str | None) -> Service:
    return service("web", service_port(80, target=target, node=30080), selector={"app": "web"})


@pytest.mark.parametrize(
    "target",
    [pytest.param(8081, id="a_typing_error"), pytest.param(None, id="a_target_port_that_was_left_out")],
)
def test_hints_at_a_number_that_no_pod_declares(target: int | None) -> None:
    finding = one("KP304", cluster(*served(web(target), deployed("web", ports=(APP,)))))
    assert finding.subject == ref("Service shop/web")
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.POSSIBLE)
    assert "8080/TCP" in finding.evidence[0]


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(*served(web(8080), deployed("web", ports=(APP,)))), id="a_declared_number"),
        pytest.param(cluster(*served(web(8081), deployed("web"))), id="pods_that_declare_nothing"),
        pytest.param(
            cluster(*served(web(8081), deployed("web", 1, ports=(APP,)), deployed("web", 2))),
            id="a_pod_among_them_that_declares_nothing",
        ),
        pytest.param(
            cluster(*served(web(8081), deployed("web", ports=(APP,), sidecar_ports=(container_port(8081),)))),
            id="a_number_that_a_native_sidecar_declares",
        ),
        pytest.param(
            cluster(*served(web("http"), deployed("web", ports=(container_port(8080, name="http"),)))),
            id="a_target_port_by_name",
        ),
        pytest.param(cluster(service("web"), endpoint_slice("web", endpoint("10.0.0.1"))), id="hand_made_endpoints"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP304", healthy) == []
