from __future__ import annotations

from tests.kit.ingress import served_by
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, ingress, service, service_port


def test_the_services_only_port_is_put_there() -> None:
    of = cluster(ingress("front", port=8080), service("web"), *served_by("traefik"))
    assert '"value":{"number":80}' in fixed(of, "KP502")[0]


def test_of_several_the_one_with_this_target_is_meant() -> None:
    web = service("web", service_port(80, target=8080, name="a"), service_port(81, target=9090, name="b"))
    of = cluster(ingress("front", port=9090), web, *served_by("traefik"))
    assert '"value":{"number":81}' in fixed(of, "KP502")[0]


def test_several_that_could_be_meant_give_no_command() -> None:
    web = service("web", service_port(80, target=8080, name="a"), service_port(81, target=9090, name="b"))
    assert fixed(cluster(ingress("front", port=82), web, *served_by("traefik")), "KP502") == ()
