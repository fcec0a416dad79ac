from __future__ import annotations

from tests.kit.ingress import served_by
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, ingress, ingress_class, service


def test_each_ingress_of_the_class_gets_one_that_is_served() -> None:
    dead = ingress_class("old", "traefik.io/ingress-controller")
    of = cluster(ingress("a", class_name="old"), ingress("b", class_name="old"), service("web"), dead, *served_by())
    assert [line.split()[4] for line in fixed(of, "KP504")] == ["ingress/a", "ingress/b"]
    assert all('"ingressClassName":"nginx"' in line for line in fixed(of, "KP504"))


def test_no_class_that_is_served_gives_no_command() -> None:
    assert fixed(cluster(ingress("a"), service("web"), ingress_class("nginx")), "KP504") == ()
