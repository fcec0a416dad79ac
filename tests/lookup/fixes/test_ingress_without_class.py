from __future__ import annotations

from tests.kit.ingress import served_by
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, ingress, service


def test_a_class_that_is_served_is_given() -> None:
    of = cluster(ingress("front", class_name=None), service("web"), *served_by())
    assert '"ingressClassName":"nginx"' in fixed(of, "KP505")[0]


def test_nothing_that_serves_gives_no_command() -> None:
    assert fixed(cluster(ingress("front", class_name=None), service("web")), "KP505") == ()
