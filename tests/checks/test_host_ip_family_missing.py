from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.pod import Pod
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, deployed, node


def mapped(host_ip: str, *addresses: str, host_network: bool = False) -> Pod:
    port = container_port(80, host=8080, host_ip=host_ip)
    return deployed("web", ports=(port,), addresses=addresses or ("10.244.0.7",), host_network=host_network)


DUAL = node("node1", "192.0.2.11", "2001:db8::11")


@pytest.mark.parametrize(
    ("guilty", "family"),
    [
        pytest.param(mapped("2001:db8::11"), "IPv6", id="an_IPv6_address_of_an_IPv4_pod"),
        pytest.param(mapped("::"), "IPv6", id="every_IPv6_address_of_an_IPv4_pod"),
        pytest.param(mapped("192.0.2.11", "fd00::7"), "IPv4", id="an_IPv4_address_of_an_IPv6_pod"),
        pytest.param(mapped("0.0.0.0", "fd00::7"), "IPv4", id="every_IPv4_address_of_an_IPv6_pod"),
    ],
)
def test_fires_for_a_host_ip_that_cannot_be_mapped(guilty: Pod, family: str) -> None:
    finding = one("KP107", cluster(guilty, DUAL))
    assert finding.id == f"KP107/Deployment/shop/web/8080/TCP/{family}"
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.LIKELY)
    assert finding.exposures == ("host-port/shop/Deployment/web/8080/TCP",)


@pytest.mark.parametrize(
    "innocent",
    [
        pytest.param(mapped(""), id="no_hostIP"),
        pytest.param(mapped("0.0.0.0"), id="every_IPv4_address"),
        pytest.param(mapped("192.0.2.11"), id="an_address_of_its_own_family"),
        pytest.param(mapped("::", "10.244.0.7", "fd00::7"), id="a_dual_stack_pod"),
        pytest.param(mapped("::1"), id="loopback_is_nobodys_way_in"),
        pytest.param(mapped("::", host_network=True), id="the_host_network_maps_nothing"),
        pytest.param(deployed("web", ports=(container_port(80, host=8080, host_ip="::"),), addresses=()), id="unknown"),
    ],
)
def test_is_silent_for_a_host_ip_that_is_mapped(innocent: Pod) -> None:
    assert found("KP107", cluster(innocent, DUAL)) == []
