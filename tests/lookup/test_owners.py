from __future__ import annotations

from kprobe.exposures.classify import classify
from kprobe.lookup.owners import led_to, nodes_at, same
from tests.kit.objects import cluster, service, service_port

OF = cluster(service("web", type_="LoadBalancer", load_balancer=("203.0.113.9",)))


def test_spellings_of_one_address_are_the_same() -> None:
    assert same("2001:db8::1", "2001:0DB8:0::1")
    assert same("Shop.Example", "shop.example")
    assert not same("192.0.2.1", "192.0.2.11")


def test_a_node_is_known_by_name_and_by_address() -> None:
    assert nodes_at(OF, "node1") == nodes_at(OF, "192.0.2.11") == "node1"
    assert nodes_at(OF, "203.0.113.9") == ""


def test_where_a_name_leads_is_told() -> None:
    told = led_to(OF, classify(OF), "x.example", ("192.0.2.11", "203.0.113.9", "203.0.113.99"))
    assert told == (
        "x.example resolves to 192.0.2.11: node node1",
        "x.example resolves to 203.0.113.9: an address of Service shop/web",
        "x.example resolves to 203.0.113.99: no address of this cluster",
    )


def test_an_address_is_its_load_balancers_before_a_service_that_adds_it() -> None:
    adds = service("adds", service_port(8082, target=80), type_="ClusterIP", external_ips=("203.0.113.9",))
    of = cluster(adds, service("web", type_="LoadBalancer", load_balancer=("203.0.113.9",)))
    assert led_to(of, classify(of), "x.example", ("203.0.113.9",)) == (
        "x.example resolves to 203.0.113.9: an address of Service shop/web",
    )
