from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, ingress, ingress_class, ref, service, service_port

WEB = service("web", service_port(80, target=8080, name="http"), type_="ClusterIP")
TRAEFIK = ingress_class("traefik", "traefik.io/ingress-controller")


@pytest.mark.parametrize(
    "port", [pytest.param(8081, id="a_number"), pytest.param("web", id="a_name"), pytest.param("80", id="a_text")]
)
def test_blames_the_ingress_for_a_port_that_the_service_lacks_given_as(port: int | str) -> None:
    finding = one("KP502", cluster(ingress("shop", port=port), WEB, ingress_class()))
    assert finding.subject == ref("Ingress shop/shop")
    assert finding.severity is Severity.ERROR
    assert f"port {port} of Service shop/web" in finding.message
    assert "80 (http)" in finding.evidence[1]
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)


def test_ingress_nginx_takes_a_target_port_which_is_a_warning() -> None:
    finding = one("KP502", cluster(ingress("shop", port=8080), WEB, ingress_class()))
    assert finding.severity is Severity.WARNING
    assert "targetPort" in finding.message


def test_other_controllers_do_not_take_a_target_port() -> None:
    finding = one("KP502", cluster(ingress("shop", port=8080, class_name="traefik"), WEB, TRAEFIK))
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(ingress("shop", port=80), WEB), id="the_services_port_by_number"),
        pytest.param(cluster(ingress("shop", port="http"), WEB), id="the_services_port_by_name"),
        pytest.param(
            cluster(ingress("shop", port=80), service("web", service_port(80), type_="ClusterIP")),
            id="a_port_without_a_name",
        ),
        pytest.param(
            cluster(ingress("shop", port=443), service("web", type_="ExternalName", external_name="x.example")),
            id="an_external_name",
        ),
        pytest.param(cluster(ingress("shop", port=81)), id="a_service_that_does_not_exist"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP502", healthy) == []


def test_a_port_of_udp_alone_is_no_port_for_requests() -> None:
    both = service("web", service_port(80, protocol="UDP"), service_port(80, target=8080), type_="ClusterIP")
    assert found("KP502", cluster(ingress("shop", port=80), both, ingress_class())) == []
    udp = service("web", service_port(80, name="dns", protocol="UDP"), type_="ClusterIP")
    finding = one("KP502", cluster(ingress("shop", port=80), udp, ingress_class()))
    assert finding.message.endswith("sends to port 80 of Service shop/web, which is UDP alone")
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)
