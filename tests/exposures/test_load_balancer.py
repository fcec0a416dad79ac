from __future__ import annotations

import pytest

from kprobe.model.exposure import Protocol, Scope
from kprobe.model.objects.meta import Annotations
from tests.kit.objects import cluster, service, service_port
from tests.kit.stages import aims, exposures, with_meta

WEB = "load-balancer/shop/web/80/TCP"


def test_an_entry_for_each_published_address_of_both_families() -> None:
    web = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5", "2001:db8::5"))
    found = exposures(cluster(web))[WEB]
    assert aims(found) == ["203.0.113.5:80", "[2001:db8::5]:80"]
    assert (found.port, found.pending) == (80, "")
    assert all(e.node is None for e in found.entries)


def test_a_host_name_is_an_entry_and_proves_nothing_about_how_far_it_reaches() -> None:
    found = exposures(cluster(service("web", type_="LoadBalancer", load_balancer=("lb.example.com",))))[WEB]
    assert aims(found) == ["lb.example.com:80"]
    assert found.scope is Scope.UNKNOWN


def test_without_an_address_it_is_pending_but_listed() -> None:
    found = exposures(cluster(service("web", type_="LoadBalancer")))[WEB]
    assert (found.entries, found.scope) == ((), Scope.UNKNOWN)
    assert "no address yet" in found.pending


@pytest.mark.parametrize(
    ("address", "annotations", "scope"),
    [
        ("8.8.8.8", None, Scope.INTERNET),
        ("10.1.2.3", None, Scope.PRIVATE),
        ("100.64.0.9", None, Scope.PRIVATE),
        ("fd00::5", None, Scope.PRIVATE),
        ("lb.example.com", Annotations(aws_scheme="internal"), Scope.PRIVATE),
        ("lb.example.com", Annotations(aws_internal="true"), Scope.PRIVATE),
        ("lb.example.com", Annotations(gke_type="Internal"), Scope.PRIVATE),
        ("lb.example.com", Annotations(azure_internal="true"), Scope.PRIVATE),
        ("lb.example.com", Annotations(openstack_internal="True"), Scope.PRIVATE),
        ("lb.example.com", Annotations(aws_scheme="internet-facing"), Scope.UNKNOWN),
        ("lb.example.com", Annotations(aws_internal="false"), Scope.UNKNOWN),
        ("8.8.8.8", Annotations(gke_type="Internal"), Scope.INTERNET),
    ],
)
def test_scope_comes_from_the_address_and_then_from_the_providers_annotation(
    address: str, annotations: Annotations | None, scope: Scope
) -> None:
    web = with_meta(service("web", type_="LoadBalancer", load_balancer=(address,)), annotations=annotations)
    assert exposures(cluster(web))[WEB].scope is scope


def test_a_node_port_service_that_was_a_load_balancer_once_is_none_now() -> None:
    found = exposures(cluster(service("web", type_="NodePort", load_balancer=("203.0.113.5",))))
    assert set(found) == {"node-port/shop/web/80/TCP"}


def test_each_port_keeps_its_protocol() -> None:
    web = service(
        "web",
        service_port(443, name="https"),
        service_port(443, name="http3", protocol="UDP"),
        type_="LoadBalancer",
        load_balancer=("203.0.113.5",),
    )
    found = exposures(cluster(web))
    tcp, udp = found["load-balancer/shop/web/443/TCP"], found["load-balancer/shop/web/443/UDP"]
    assert (tcp.protocol, tcp.entries[0].scheme) == (Protocol.TCP, "https")
    assert (udp.protocol, udp.entries[0].scheme) == (Protocol.UDP, "")
