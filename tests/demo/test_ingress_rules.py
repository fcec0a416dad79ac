"""Where the demo's ingress controller sends a request."""

from __future__ import annotations

import pytest

from kprobe.demo.ingress_rules import Rule, at, rule_for, rules_of
from kprobe.demo.objects.endpoint_slice import endpoint_slice
from kprobe.demo.objects.ingress import ingress
from kprobe.demo.objects.meta import Json
from kprobe.demo.objects.pod import Container, Seat, Workload, pod
from kprobe.demo.objects.service import Wanted, service

RULES = (
    Rule(host="a.example", path="/shop", backend=("192.0.2.1", 80)),
    Rule(host="", path="/", backend=("192.0.2.2", 80)),
)


@pytest.mark.parametrize(
    ("host", "path", "port"),
    [
        ("a.example", "/shop", 1),
        ("A.Example:8080", "/shop/cart", 1),
        ("a.example", "/shopping", 2),
        ("b.example", "/shop", 2),
    ],
    ids=["exact", "below it, with a port", "not at a slash", "another host"],
)
def test_the_longest_prefix_of_the_host_wins(host: str, path: str, port: int) -> None:
    rule = rule_for(RULES, host, path)
    assert rule is not None
    assert rule.backend == (f"192.0.2.{port}", 80)


def test_without_a_rule_there_is_no_backend() -> None:
    assert rule_for(RULES[:1], "b.example", "/shop") is None


def objects(*, of_class: str = "ours", backend: str = "web") -> tuple[Json, ...]:
    container = Container(image="x/web:1", port=8080)
    seat = Seat(node="node1", node_address="192.0.2.1", address="10.0.0.9")
    web = pod(Workload(namespace="shop", name="web", container=container), seat, 0, 1)
    made = service(Wanted(namespace="shop", name="web"), "10.96.0.9")
    way = ingress(
        "shop", "web", of_class=of_class, host="a.example", path="/", service=backend, published=("192.0.2.9",)
    )
    return (web, made, endpoint_slice(made, [web]), way)


def test_a_rule_leads_to_an_endpoint_of_its_service() -> None:
    assert rules_of(objects(), "ours") == (Rule(host="a.example", path="/", backend=("10.0.0.9", 8080)),)


@pytest.mark.parametrize("wrong", [{"of_class": "theirs"}, {"backend": "gone"}], ids=["another class", "no Service"])
def test_no_rule_comes_of(wrong: dict[str, str]) -> None:
    assert rules_of(objects(**wrong), "ours") == ()


def test_backends_are_found_where_they_really_are() -> None:
    places = {("192.0.2.1", 80): ("127.0.0.1", 4000), ("192.0.2.2", 80): ("127.0.0.1", 4001)}
    assert [rule.backend for rule in at(RULES, places)] == list(places.values())
