from __future__ import annotations

import pytest

from kprobe.model.exposure import Protocol, Scope
from kprobe.model.snapshot import DataPlane, Resource
from tests.kit.objects import cluster, deployed, gap, node, ref, served, service, service_port
from tests.kit.stages import aims, exposures, with_spec

WEB = "node-port/shop/web/80/TCP"
DUAL = (node("node1", "192.0.2.11", "2001:db8::11"), node("node2", "192.0.2.12", "2001:db8::12"))


def test_a_node_port_has_an_entry_on_every_node_and_its_workload() -> None:
    found = exposures(cluster(*served(service("web", selector={"app": "web"}), deployed("web"))))
    assert list(found) == [WEB]
    web = found[WEB]
    assert aims(web) == ["192.0.2.11:30080", "192.0.2.12:30080"]
    assert [e.node for e in web.entries] == ["node1", "node2"]
    assert (web.source, web.workload) == (ref("Service shop/web"), ref("Deployment shop/web"))
    assert (web.port, web.service_port, web.scope, web.pending) == (30080, 80, Scope.PRIVATE, "")


def test_the_id_survives_another_node_port_and_other_nodes() -> None:
    moved = service("web", service_port(80, node=31999))
    assert set(exposures(cluster(moved, node("other", "192.0.2.99")))) == {WEB}


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        (("IPv4",), ["192.0.2.11:30080", "192.0.2.12:30080"]),
        (("IPv6",), ["[2001:db8::11]:30080", "[2001:db8::12]:30080"]),
        (
            ("IPv4", "IPv6"),
            ["192.0.2.11:30080", "[2001:db8::11]:30080", "192.0.2.12:30080", "[2001:db8::12]:30080"],
        ),
    ],
    ids=["IPv4 alone", "IPv6 alone", "both"],
)
def test_only_addresses_of_the_services_families_are_entries(families: tuple[str, ...], expected: list[str]) -> None:
    web = with_spec(service("web"), ip_families=families)
    assert aims(exposures(cluster(web, *DUAL))[WEB]) == expected


def test_nftables_serves_the_primary_address_of_each_family_only() -> None:
    several = node("node1", "192.0.2.11", "198.51.100.11")
    assert aims(exposures(cluster(service("web"), several, plane=DataPlane.NFTABLES))[WEB]) == ["192.0.2.11:30080"]
    assert aims(exposures(cluster(service("web"), several, plane=DataPlane.IPTABLES))[WEB]) == [
        "192.0.2.11:30080",
        "198.51.100.11:30080",
    ]


def test_node_port_addresses_limit_one_family_and_leave_the_other() -> None:
    web = with_spec(service("web"), ip_families=("IPv4", "IPv6"))
    two = node("node1", "192.0.2.11", "198.51.100.11", "2001:db8::11")
    found = exposures(cluster(web, two, node_port_addresses=("198.51.100.0/24",)))[WEB]
    assert aims(found) == ["198.51.100.11:30080", "[2001:db8::11]:30080"]


def test_an_external_address_of_a_node_makes_it_reachable_from_the_internet() -> None:
    found = exposures(cluster(service("web"), node("node1", "10.0.0.1", external=("8.8.4.4",))))[WEB]
    assert aims(found) == ["10.0.0.1:30080", "8.8.4.4:30080"]
    assert found.scope is Scope.INTERNET


def test_each_port_and_protocol_is_its_own_exposure() -> None:
    dns = service(
        "dns",
        service_port(53, node=30053, protocol="UDP", name="dns"),
        service_port(53, node=30053, name="dns-tcp"),
        service_port(9153, name="metrics"),
    )
    found = exposures(cluster(dns))
    assert set(found) == {"node-port/shop/dns/53/UDP", "node-port/shop/dns/53/TCP"}
    assert {e.protocol for e in found["node-port/shop/dns/53/UDP"].entries} == {Protocol.UDP}


@pytest.mark.parametrize(
    "quiet",
    [
        pytest.param(service("web", service_port(80), type_="ClusterIP"), id="a ClusterIP Service"),
        pytest.param(service("web", type_="ExternalName", external_name="db.example"), id="an ExternalName Service"),
        pytest.param(
            service("web", service_port(80, node=30080), type_="ExternalName", external_name="db.example"),
            id="an ExternalName Service with a stale nodePort",
        ),
        pytest.param(service("web", service_port(80, node=30080), cluster_ip="None"), id="a headless Service"),
        pytest.param(
            service("web", service_port(80, node=30080), type_="ClusterIP"), id="a ClusterIP with a stale nodePort"
        ),
        pytest.param(
            service("web", service_port(80), type_="LoadBalancer", load_balancer=("198.51.100.5",)),
            id="a LoadBalancer that allocates no node ports",
        ),
    ],
)
def test_it_is_no_node_port(quiet: object) -> None:
    found = exposures(cluster(quiet))  # type: ignore[arg-type]
    assert [e for e in found if e.startswith("node-port/")] == []


def test_a_load_balancer_service_has_its_node_port_as_well() -> None:
    found = exposures(cluster(service("web", type_="LoadBalancer", load_balancer=("198.51.100.5",))))
    assert set(found) == {WEB, "load-balancer/shop/web/80/TCP"}


def test_without_nodes_it_says_why_it_has_no_entry() -> None:
    blind = cluster(service("web"), node("node1", "not-an-ip"), gaps=(gap(Resource.NODES),))
    found = exposures(blind)[WEB]
    assert (found.entries, found.scope) == ((), Scope.UNKNOWN)
    assert found.pending == "nodes could not be read"
    assert "no node has an address" in exposures(cluster(service("web"), node("node1", "not-an-ip")))[WEB].pending


def test_several_workloads_behind_one_service_are_no_single_workload() -> None:
    web = service("web", selector={"tier": "front"})
    pods = deployed("a", labels={"tier": "front"}), deployed("b", labels={"tier": "front"})
    assert exposures(cluster(web, *pods))[WEB].workload is None


def test_labels_are_the_services() -> None:
    found = exposures(cluster(service("web", labels={"tier": "front", "app": "web"})))[WEB]
    assert found.labels == (("app", "web"), ("tier", "front"))
