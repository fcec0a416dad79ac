from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import DataPlane, NodePortRange
from tests.checks.found import found, one
from tests.kit.objects import cluster, event, ref, service, service_port
from tests.kit.stages import with_proxy

WEB = ref("Service shop/web")
SAID = "Port 32767 is not within the port range 30000-32766; please recreate service"
DEFAULT = NodePortRange()


def test_a_port_outside_a_proven_range_is_certain() -> None:
    finding = one("KP201", cluster(service("web", service_port(80, node=29999))))
    assert finding.subject == WEB
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.CERTAIN)
    assert "29999" in finding.message
    assert finding.exposures == ("node-port/shop/web/80/TCP",)
    assert "API server's flags" in finding.evidence[0]


def test_the_api_servers_own_event_is_quoted_even_where_the_default_range_would_allow_the_port() -> None:
    finding = one(
        "KP201",
        cluster(service("web", service_port(80, node=32767)), event(WEB, "PortOutOfRange", SAID), ports=DEFAULT),
    )
    assert finding.confidence is Confidence.CERTAIN
    assert SAID in finding.message


def test_an_assumed_range_is_said_to_be_assumed() -> None:
    finding = one("KP201", cluster(service("web", service_port(80, node=29999)), ports=DEFAULT))
    assert finding.confidence is Confidence.POSSIBLE
    assert "default" in finding.evidence[0]
    assert any("--node-port-range" in fix for fix in finding.fix)


def test_several_services_beyond_the_default_show_that_the_range_is_wider() -> None:
    findings = found(
        "KP201",
        cluster(
            service("web", service_port(80, node=20000)), service("api", service_port(80, node=20001)), ports=DEFAULT
        ),
    )
    assert [f.severity for f in findings] == [Severity.INFO, Severity.INFO]


def test_is_an_error_where_an_ebpf_data_plane_would_not_serve_it() -> None:
    finding = one("KP201", cluster(service("web", service_port(80, node=29999)), plane=DataPlane.EBPF))
    assert finding.severity is Severity.ERROR


def test_all_ports_of_a_service_are_one_finding() -> None:
    ports = (service_port(80, node=1000, name="a"), service_port(81, node=1001, name="b"))
    assert "1000 and 1001" in one("KP201", cluster(service("web", *ports))).message


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(service("web", service_port(80, node=30000))), id="the_first_port_of_the_range"),
        pytest.param(cluster(service("web", service_port(80, node=32767))), id="the_last_port_of_the_range"),
        pytest.param(
            cluster(
                service("web", service_port(80, node=20000)),
                ports=NodePortRange(first=20000, last=22000, proven=True, source="flags"),
            ),
            id="a_range_that_was_moved",
        ),
        pytest.param(
            cluster(service("web", service_port(80, node=32767)), event(WEB, "PortOutOfRange", SAID)),
            id="an_old_event_where_the_range_that_is_proven_today_has_the_port",
        ),
        pytest.param(
            cluster(service("web"), event(WEB, "PortOutOfRange", SAID)), id="an_event_about_a_port_it_no_longer_has"
        ),
        pytest.param(
            cluster(service("web", service_port(29999), type_="ClusterIP")), id="a_service_port_that_is_no_node_port"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP201", healthy) == []


def test_a_port_that_the_data_planes_own_range_lacks_is_an_error_whatever_the_api_server_allows() -> None:  # NP-21
    own = NodePortRange(first=20000, last=22767, source="cilium-config", proven=True)
    finding = one("KP201", with_proxy(cluster(service("web"), plane=DataPlane.EBPF), node_port_range=own))
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.LIKELY)
    assert "20000-22767" in finding.message
    assumed = with_proxy(cluster(service("web"), plane=DataPlane.EBPF), node_port_range=NodePortRange(first=1, last=2))
    assert found("KP201", assumed) == []
