from __future__ import annotations

from tests.kit.lookup import fixed
from tests.kit.objects import cluster, container_port, deployed, served, service, service_port

WEB = service("web", service_port(80, target="web", node=30080), selector={"app": "web"})


def test_the_only_port_that_the_pods_offer_is_meant() -> None:
    of = cluster(*served(WEB, deployed("web", ports=(container_port(8080, name="http"),))))
    expected = """kubectl -n shop patch service/web -p '{"spec":{"ports":[{"port":80,"targetPort":"http"}]}}'"""
    assert fixed(of, "KP303") == (expected,)


def test_a_port_without_a_name_is_given_by_number() -> None:
    of = cluster(*served(WEB, deployed("web", ports=(container_port(8080),))))
    assert '"targetPort":8080' in fixed(of, "KP303")[0]


def test_of_several_the_one_that_is_spelt_alike_is_meant() -> None:
    ports = (container_port(8080, name="webs"), container_port(9090, name="metrics"))
    assert '"targetPort":"webs"' in fixed(cluster(*served(WEB, deployed("web", ports=ports))), "KP303")[0]


def test_several_unlike_ports_give_no_command() -> None:
    ports = (container_port(8080, name="http"), container_port(9090, name="metrics"))
    assert fixed(cluster(*served(WEB, deployed("web", ports=ports))), "KP303") == ()


def test_a_port_that_only_some_pods_have_is_not_meant() -> None:
    one = deployed("web", 1, ports=(container_port(8080, name="http"),))
    two = deployed("web", 2, ports=(container_port(9090, name="other"),), addresses=("10.244.0.8",))
    assert fixed(cluster(*served(WEB, one, two)), "KP303") == ()
