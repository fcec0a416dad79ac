"""NodePorts as pools: names, modes, who is let in, which ports collide."""

from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.errors import UsageError
from kprobe.export.exporter import Listen, Mode, Wishes
from kprobe.export.pools.gather import pools
from kprobe.export.pools.pool import Pool
from kprobe.model.objects.service import Service, ServicePort
from tests.kit.exporting import chosen
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.stages import with_spec


def made(*services: Service, **wishes: object) -> tuple[Pool, ...]:
    objects = [o for s in services for o in served(s, deployed("web", namespace=s.metadata.namespace))]
    return pools(chosen(cluster(*objects), kinds=frozenset({"node-port"})), Wishes(**wishes))  # type: ignore[arg-type]


def web(*ports: ServicePort, name: str = "web", **spec: object) -> Service:
    return with_spec(service(name, *ports, selector={"app": "web"}), **spec)


def test_they_come_by_namespace_service_port_and_protocol_whatever_the_api_says_first() -> None:
    ports = (
        service_port(443, target=8080, node=30443, name="tls"),
        service_port(53, target=8080, node=30053, name="dns", protocol="UDP"),
        service_port(53, target=8080, node=30054, name="dns-tcp"),
    )
    other = service("api", service_port(8081, target=8080, node=30081), selector={"app": "web"}, namespace="bank")
    names = [p.name for p in made(web(*ports), other)]
    assert names == ["bank_api_8081", "shop_web_53", "shop_web_53_udp", "shop_web_443"]
    assert [p.name for p in made(other, web(*reversed(ports)))] == names


@pytest.mark.parametrize(
    ("port", "mode", "http"),
    [
        (service_port(80, node=30080), None, True),
        (service_port(8080, node=30080, name="http-api"), None, True),
        (service_port(8080, node=30080, name="sql"), None, False),
        (service_port(443, node=30080), None, False),
        (structs.replace(service_port(8080, node=30080), app_protocol="kubernetes.io/h2c"), None, True),
        (service_port(80, node=30080), Mode.TCP, False),
        (service_port(8080, node=30080, name="sql"), Mode.HTTP, True),
        (service_port(443, node=30080), Mode.HTTP, False),
        (service_port(80, node=30080, protocol="UDP"), Mode.HTTP, False),
    ],
    ids=["80", "a name", "another name", "443", "appProtocol", "tcp wished", "http wished", "TLS stays TLS", "UDP"],
)
def test_it_is_read_as_http_where_the_port_says_so_or_a_person(
    port: ServicePort, mode: Mode | None, *, http: bool
) -> None:
    (pool,) = made(web(port), mode=mode)
    assert pool.http is http
    assert pool.tls is (port.port == 443)


def test_two_that_want_to_listen_on_one_port_are_a_mistake_with_the_way_out() -> None:
    first, second = web(), web(service_port(80, target=8080, node=30090), name="web2")
    with pytest.raises(UsageError) as mistake:
        made(first, second)
    assert "Service shop/web, Service shop/web2" in mistake.value.message
    assert "80/TCP" in mistake.value.message
    assert "--listen node-port" in mistake.value.hint
    assert len(made(first, second, listen=Listen.NODE_PORT)) == 2
    assert len(made(first, second, listen=Listen.NONE)) == 2


def test_one_port_over_two_protocols_is_no_collision() -> None:
    ports = (
        service_port(53, target=8080, node=30053, name="u", protocol="UDP"),
        service_port(53, target=8080, node=30054, name="t"),
    )
    assert len(made(web(*ports))) == 2


def test_they_collide_whether_they_are_well_or_not() -> None:
    dead = service("dead", service_port(80, node=30090), selector={"app": "nobody"})
    with pytest.raises(UsageError, match="Service shop/dead, Service shop/web"):
        made(web(), dead)


def test_source_ranges_are_those_of_the_load_balancer() -> None:
    ranges = ("10.0.0.0/8", " 2001:db8::/32 ")
    (pool,) = made(web(type="LoadBalancer", load_balancer_source_ranges=ranges))
    assert pool.admits == ("10.0.0.0/8", "2001:db8::/32")
    (plain,) = made(web(load_balancer_source_ranges=ranges))
    assert plain.admits == ()
    (everybody,) = made(web(type="LoadBalancer", load_balancer_source_ranges=("10.0.0.0/8", "0.0.0.0/0")))
    assert everybody.admits == ()


def test_ranges_that_cannot_be_read_let_nobody_in_by_mistake() -> None:
    with pytest.raises(UsageError, match="loadBalancerSourceRanges of Service shop/web"):
        made(web(type="LoadBalancer", load_balancer_source_ranges=("10.0.0.0/99",)))


def test_where_it_listens() -> None:
    (pool,) = made(web())
    ports = [pool.listens_on(Wishes(listen=one)) for one in (Listen.SERVICE, Listen.NODE_PORT, Listen.NONE)]
    assert ports == [80, 30080, None]
