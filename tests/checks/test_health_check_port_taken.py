from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, event, pod, ref, service
from tests.kit.stages import with_spec

WEB = with_spec(
    service("web", type_="LoadBalancer", policy="Local", load_balancer=("203.0.113.5",)), health_check_node_port=30999
)
SAID = (
    'node node2 failed to start healthcheck "shop/web" on port 30999: listen tcp :30999: bind: address already in use'
)
EVENT = event(ref("Service shop/web"), "FailedToStartServiceHealthcheck", SAID)


def test_the_service_proxys_own_word_is_certain() -> None:
    finding = one("KP204", cluster(WEB, EVENT))
    assert finding.id == "KP204/Service/shop/web/30999/TCP"
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.CERTAIN)
    assert SAID in finding.evidence[0]
    assert finding.exposures == ("load-balancer/shop/web/80/TCP",)


@pytest.mark.parametrize("host_network", [True, False], ids=["host_network", "host_port"])
def test_fires_for_a_pod_that_claims_the_port_before_any_event(host_network: bool) -> None:  # noqa: FBT001
    rival = pod("a", host_network=host_network, ports=(container_port(30999, host=30999),))
    finding = one("KP204", cluster(WEB, rival))
    assert finding.confidence is Confidence.LIKELY
    assert "Pod shop/a claims 30999/TCP, the health check port of Service shop/web" in finding.message
    assert any(e.startswith("host-") for e in finding.exposures)
    assert finding.evidence == ("Pod shop/a claims it on node1",)


@pytest.mark.parametrize(
    "innocent",
    [
        pytest.param(cluster(WEB), id="free"),
        pytest.param(cluster(service("web"), EVENT), id="no_health_check_port_any_more"),
        pytest.param(
            cluster(WEB, event(ref("Service shop/web"), "FailedToStartServiceHealthcheck", "on port 30998: taken")),
            id="an_event_about_an_older_port",
        ),
        pytest.param(
            cluster(WEB, pod("a", ports=(container_port(30999, host=30999, protocol="UDP"),))), id="another_protocol"
        ),
        pytest.param(cluster(WEB, pod("a", sidecar_ports=(container_port(30999, host=30999),))), id="never_mapped"),
    ],
)
def test_is_silent_for(innocent: Cluster) -> None:
    assert found("KP204", innocent) == []
