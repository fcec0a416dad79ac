from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.found import UnknownTarget
from kprobe.model.exposure import Protocol
from kprobe.model.snapshot import DataPlane, Resource
from tests.kit.lookup import looked_up
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    gap,
    node,
    pod,
    ref,
    served,
    service,
    service_port,
)

WEB = "node-port/shop/web/80/TCP"


def shop(**more: object) -> Cluster:
    """A NodePort 30080, a host port 8080 on node1, a UDP NodePort, a load balancer, an external IP."""
    balanced = service(
        "lb", service_port(443, target=8443, node=30443), type_="LoadBalancer", load_balancer=("203.0.113.9",)
    )
    named = service("named", service_port(80, node=30090), type_="LoadBalancer", load_balancer=("lb.cloud.example",))
    return cluster(
        *served(service("web", selector={"app": "web"}), deployed("web")),
        service("dns", service_port(53, node=30053, protocol="UDP")),
        balanced,
        named,
        service("ext", type_="ClusterIP", external_ips=("198.51.100.7",), cluster_ip="10.96.0.44"),
        deployed("edge", ports=(container_port(80, host=8080),)),
        pod("local", node="node2", ports=(container_port(80, host=8090, host_ip="127.0.0.1"),)),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("192.0.2.11:30080", WEB),
        ("192.0.2.12:30080", WEB),
        ("node2:30080", WEB),
        ("192.0.2.11:8080", "host-port/shop/Deployment/edge/8080/TCP"),
        ("node1:8080", "host-port/shop/Deployment/edge/8080/TCP"),
        ("203.0.113.9:443", "load-balancer/shop/lb/443/TCP"),
        ("203.0.113.9", "load-balancer/shop/lb/443/TCP"),
        ("lb.cloud.example:80", "load-balancer/shop/named/80/TCP"),
        ("lb.cloud.example", "load-balancer/shop/named/80/TCP"),
        ("http://lb.cloud.example/", "load-balancer/shop/named/80/TCP"),
        ("198.51.100.7:80", "external-ip/shop/ext/80/TCP"),
        ("192.0.2.11:30053", "node-port/shop/dns/53/UDP"),
        ("192.0.2.11:30053/udp", "node-port/shop/dns/53/UDP"),
    ],
)
def test_an_address_leads_to_what_claims_it(text: str, matched: str) -> None:
    found = looked_up(shop(), text)
    assert found.matched == (matched,)
    assert found.reason == ""


def test_a_node_alone_is_everything_with_an_entry_there() -> None:
    found = looked_up(shop(), "192.0.2.12")
    assert found.subjects == (ref("Node node2"),)
    assert WEB in found.matched
    assert found.node == "node2"


def test_an_ipv6_address_is_found_however_it_is_spelt() -> None:
    both = node("node1", "192.0.2.11", "2001:db8::11")
    found = looked_up(cluster(service("web"), both), "[2001:DB8:0::11]:30080")
    assert found.subjects == (ref("Service shop/web"),)
    assert "IPv6" in found.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("192.0.2.11:30999", "in the NodePort range 30000-32767, but no Service has it"),
        ("node1:30999", "30999 is in the NodePort range"),
        ("192.0.2.11:9999", "no NodePort, host port or declared host network port is 9999"),
        ("192.0.2.12:8080", "open on the nodes of its pods alone; they are on node1"),
        ("192.0.2.12:8090", "is published on the node's inside only"),
        ("192.0.2.11:30080/udp", "NodePort 30080 of Service shop/web is TCP, not UDP"),
        ("203.0.113.9:444", "is an address of Service shop/lb, which has 443/TCP"),
        ("10.244.0.7:80", "is the address of Pod shop/"),
        ("10.96.0.44:80", "is the ClusterIP of Service shop/ext"),
        ("203.0.113.200:80", "belongs to no node, load balancer or external IP of this cluster"),
        ("nobody.example:80", "belongs to no node"),
    ],
    ids=[
        "free NodePort",
        "by node",
        "other port",
        "HP-14",
        "hostIP",
        "NP-23",
        "LB",
        "pod",
        "ClusterIP",
        "nobody",
        "name",
    ],
)
def test_an_address_that_nothing_claims_says_what_is_nearest(text: str, words: str) -> None:
    found = looked_up(shop(), text)
    assert found.matched == ()
    assert words in found.reason
    assert found.knock is not None


def test_tcp_where_udp_alone_is_served_is_said() -> None:
    found = looked_up(shop(), "192.0.2.11:30053")
    assert "UDP only" in found.notes[0]
    assert found.knock is not None
    assert found.knock.protocol is Protocol.UDP


def test_the_services_own_port_on_a_node_names_its_node_port() -> None:
    found = looked_up(shop(), "192.0.2.11:80")
    assert found.matched == ()
    assert "80 is a port of Service shop/web: from outside use NodePort 30080" in (found.reason, *found.notes)
    assert WEB in found.others


def test_the_target_port_on_a_node_names_its_node_port_too() -> None:
    of = cluster(
        *served(service("web", service_port(80, target=3000, node=30080), selector={"app": "web"}), deployed("web"))
    )
    found = looked_up(of, "192.0.2.11:3000")
    assert found.reason == "3000 is a targetPort of Service shop/web: from outside use NodePort 30080"


def test_nftables_serves_the_primary_address_alone() -> None:
    second = node("node1", "192.0.2.11", "192.0.2.111")
    of = cluster(service("web"), second, plane=DataPlane.NFTABLES)
    found = looked_up(of, "192.0.2.111:30080")
    assert found.matched == ()
    assert "nftables" in found.reason
    assert "but on 192.0.2.11" in found.reason
    assert found.others == (WEB,)
    assert looked_up(of, "192.0.2.11:30080").matched == (WEB,)


def test_a_pod_that_waits_for_a_node_is_why_nothing_listens() -> None:
    of = cluster(deployed("edge", ports=(container_port(80, host=8080),), unscheduled="0/3 nodes are available."))
    assert "they have no node yet" in looked_up(of, "node1:8080").reason


def test_what_could_not_be_read_leaves_it_open() -> None:
    of = cluster(node("node1"), gaps=(gap(Resource.SERVICES),))
    assert not looked_up(of, "192.0.2.11:30080").known
    assert not looked_up(cluster(gaps=(gap(Resource.NODES),)), "203.0.113.200:80").known


def test_a_word_with_a_port_may_be_an_object_and_is_unknown_if_it_is_nothing() -> None:
    assert looked_up(shop(), "ext:80").subjects == (ref("Service shop/ext"),)
    with pytest.raises(UnknownTarget):
        looked_up(shop(), "nobody:80")


def test_an_address_that_two_services_have_is_told_with_the_ports_of_each() -> None:
    adds = service("adds", service_port(8082, target=80), type_="ClusterIP", external_ips=("203.0.113.9",))
    of = cluster(adds, service("web", type_="LoadBalancer", load_balancer=("203.0.113.9",)))
    found = looked_up(of, "203.0.113.9:9999")
    assert found.reason == (
        "203.0.113.9 is an address of Service shop/web, which has 80/TCP there, "
        "and of Service shop/adds, which has 8082/TCP there"
    )


def test_a_components_port_is_called_its_own_whether_or_not_it_listens() -> None:
    assert looked_up(cluster(), "192.0.2.11:22").reason.startswith("22 is the port of sshd, a component of node1")


def test_an_address_alone_is_not_named_twice() -> None:
    assert looked_up(cluster(), "203.0.113.200").reason.startswith("it belongs to no node")
