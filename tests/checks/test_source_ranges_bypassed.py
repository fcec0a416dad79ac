from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.service import Service
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service, service_port
from tests.kit.stages import with_spec


def web(*ranges: str, node_port: int = 30080) -> Service:
    port = service_port(80, target=8080, node=node_port)
    made = service("web", port, type_="LoadBalancer", load_balancer=("203.0.113.5",))
    return with_spec(made, load_balancer_source_ranges=ranges)


def test_names_the_node_port_that_goes_around_the_ranges() -> None:
    finding = one("KP404", cluster(web("192.0.2.0/24")))
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.INFO)
    assert "NodePort 30080" in finding.message
    assert finding.exposures == ("node-port/shop/web/80/TCP",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(web()), id="no_ranges"),
        pytest.param(cluster(web("0.0.0.0/0")), id="ranges_that_let_everybody_in"),
        pytest.param(cluster(web("192.0.2.0/24", node_port=0)), id="no_node_ports"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP404", healthy) == []
