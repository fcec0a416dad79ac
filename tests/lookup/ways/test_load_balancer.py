from __future__ import annotations

from tests.kit.lookup import advised
from tests.kit.objects import cluster, deployed, pod, served, service, service_port

INNER = served(service("web", service_port(80), type_="ClusterIP", selector={"app": "web"}), deployed("web"))


def test_an_address_that_was_given_out_proves_a_controller() -> None:
    other = service("edge", service_port(80, node=30080), type_="LoadBalancer", load_balancer=("203.0.113.9",))
    advice = advised(cluster(*INNER, other), "svc/shop/web")["load-balancer"]
    assert advice.possible is True
    assert "203.0.113.9" in advice.reason
    assert advice.how == ("""kubectl -n shop patch service/web -p '{"spec":{"type":"LoadBalancer"}}'""",)


def test_a_controller_that_is_known_by_name_counts() -> None:
    speaker = pod("speaker", namespace="metallb-system", image="quay.io/metallb/controller:v0.15")
    advice = advised(cluster(*INNER, speaker), "svc/shop/web")["load-balancer"]
    assert (advice.possible, advice.reason) == (True, "MetalLB runs here")


def test_without_either_it_is_not_known() -> None:
    named = service("edge", type_="LoadBalancer", load_balancer=("203.0.113.9",), load_balancer_class="example.com/x")
    assert advised(cluster(*INNER, named), "svc/shop/web")["load-balancer"].possible is None


def test_one_that_waits_is_said() -> None:
    waiting = service("edge", service_port(80, node=30080), type_="LoadBalancer")
    advice = advised(cluster(*INNER, waiting), "svc/shop/web")["load-balancer"]
    assert advice.possible is None
    assert "Service shop/edge waits" in advice.reason
