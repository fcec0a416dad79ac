from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus, PortStatus, Service
from kprobe.model.probe import PortState
from tests.checks.found import found, one
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, ref, served, service, service_port
from tests.kit.stages import with_status

PORTS = (service_port(53, target=8080, name="tcp"), service_port(53, target=8080, name="udp", protocol="UDP"))


def dns(*ports: PortStatus) -> Service:
    item = LoadBalancerIngress(ip="203.0.113.5", ports=ports or None)
    web = service("dns", *PORTS, type_="LoadBalancer", selector={"app": "dns"})
    return with_status(web, load_balancer=LoadBalancerStatus(ingress=(item,)))


FAILED = dns(PortStatus(port=53, protocol="UDP", error="MixedProtocolNotSupported"), PortStatus(port=53))
UDP, TCP = "load-balancer/shop/dns/53/UDP", "load-balancer/shop/dns/53/TCP"


def test_quotes_the_controllers_error_for_the_port() -> None:
    finding = one("KP403", cluster(*served(FAILED, deployed("dns"))))
    assert (finding.subject, finding.severity) == (ref("Service shop/dns"), Severity.ERROR)
    assert "53/UDP: MixedProtocolNotSupported" in finding.message
    assert finding.exposures == (UDP,)


def test_it_is_the_cause_where_the_port_fails_and_nothing_where_it_works() -> None:
    shop = cluster(*served(FAILED, deployed("dns")))
    seen = compared(shop, lambda e: saw(e, PortState.CLOSED) if e.protocol == "UDP" else works(e))
    assert seen.cause(UDP) == "load-balancer-port-failed"
    assert seen.reports[TCP].verdict is Verdict.REACHABLE
    assert compared(shop, works).reports[UDP].verdict is Verdict.REACHABLE


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(dns()), id="a_status_without_ports"),
        pytest.param(cluster(dns(PortStatus(port=53), PortStatus(port=53, protocol="UDP"))), id="ports_without_error"),
        pytest.param(cluster(service("web")), id="a_node_port_service"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP403", healthy) == []
