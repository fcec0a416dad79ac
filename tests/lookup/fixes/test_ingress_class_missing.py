from __future__ import annotations

from tests.kit.ingress import served_by
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, ingress, ingress_class, service


def test_a_class_that_is_served_is_given() -> None:
    of = cluster(ingress("front", class_name="ngnix"), service("web"), *served_by())
    expected = """kubectl -n shop patch ingress/front -p '{"spec":{"ingressClassName":"nginx"}}'"""
    assert fixed(of, "KP503") == (expected,)


def test_no_class_that_is_served_gives_no_command() -> None:
    of = cluster(ingress("front", class_name="ngnix"), service("web"), ingress_class("nginx"))
    assert fixed(of, "KP503") == ()
