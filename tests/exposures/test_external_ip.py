from __future__ import annotations

import pytest

from tests.kit.objects import cluster, service, service_port
from tests.kit.stages import aims, exposures

WEB = "external-ip/shop/web/80/TCP"


def test_each_address_is_an_entry_with_the_services_own_port() -> None:
    web = service("web", service_port(80), type_="ClusterIP", external_ips=("203.0.113.9", "2001:db8::9"))
    found = exposures(cluster(web))
    assert list(found) == [WEB]
    assert aims(found[WEB]) == ["203.0.113.9:80", "[2001:db8::9]:80"]


def test_an_address_of_a_node_names_the_node() -> None:
    web = service("web", service_port(80), type_="ClusterIP", external_ips=("192.0.2.12", "203.0.113.9"))
    assert [e.node for e in exposures(cluster(web))[WEB].entries] == ["node2", None]


@pytest.mark.parametrize(
    "quiet",
    [
        pytest.param(service("web", service_port(80), type_="ClusterIP"), id="no external IPs"),
        pytest.param(
            service("web", service_port(80), type_="ClusterIP", cluster_ip="None", external_ips=("203.0.113.9",)),
            id="a headless Service, which no service proxy serves",
        ),
        pytest.param(
            service("web", service_port(80), type_="ExternalName", external_ips=("203.0.113.9",)),
            id="an ExternalName Service",
        ),
    ],
)
def test_it_is_no_way_in(quiet: object) -> None:
    assert exposures(cluster(quiet)) == {}  # type: ignore[arg-type]


def test_a_node_port_service_keeps_both_ways_in() -> None:
    found = exposures(cluster(service("web", external_ips=("203.0.113.9",))))
    assert set(found) == {WEB, "node-port/shop/web/80/TCP"}
    assert aims(found[WEB]) == ["203.0.113.9:80"]
