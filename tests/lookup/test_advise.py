from __future__ import annotations

from tests.kit.lookup import advised
from tests.kit.objects import cluster, container_port, deployed, served, service, service_port


def test_what_nothing_exposes_gets_advice_for_each_of_the_five_ways() -> None:
    inner = service("web", service_port(80, target=8080), type_="ClusterIP", selector={"app": "web"})
    of = cluster(*served(inner, deployed("web", ports=(container_port(8080),))))
    assert list(advised(of, "svc/shop/web")) == ["ingress", "load-balancer", "node-port", "host-port", "host-network"]


def test_what_is_exposed_gets_none() -> None:
    assert advised(cluster(service("web")), "svc/shop/web") == {}


def test_an_address_or_a_node_gets_none() -> None:
    assert advised(cluster(), "node/node1") == {}
    assert advised(cluster(), "203.0.113.200:80") == {}
    assert advised(cluster(), "192.0.2.11:30999") == {}


def test_a_headless_service_is_exposed_by_another_one() -> None:
    headless = service("web", type_="ClusterIP", cluster_ip="None", selector={"app": "web"})
    of = cluster(*served(headless, deployed("web", ports=(container_port(8080),))))
    how = advised(of, "svc/shop/web")["node-port"].how
    assert '"name": "web-outside"' in how[3]
    assert '"selector": {"app": "web"}' in how[4]


def test_nobody_is_told_how_to_expose_the_api_server() -> None:
    port = service_port(443, target=6443)
    own = service("kubernetes", port, namespace="default", type_="ClusterIP", cluster_ip="10.96.0.1")
    assert advised(cluster(own), "svc/default/kubernetes") == {}
    inner = service("kubernetes", port, type_="ClusterIP", selector={"app": "web"})
    assert advised(cluster(*served(inner, deployed("web"))), "svc/shop/kubernetes")
