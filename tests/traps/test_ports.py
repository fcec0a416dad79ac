"""Traps about port names and numbers."""

from __future__ import annotations

from msgspec import structs

from kprobe.model.objects.endpoint_slice import EndpointPort
from kprobe.model.objects.pod import Container
from tests.checks.found import one
from tests.kit.comparing import compared
from tests.kit.objects import cluster, container_port, deployed, endpoint, endpoint_slice, served, service, service_port
from tests.traps.scenes import HEALTHY, HTTP, NAMED, SERVED, WEB, alarms, shop


def test_trap_13_a_number_that_nobody_declares_is_a_hint_only() -> None:
    """A containerPort is information; only a name has to be declared."""
    number = service("web", service_port(80, target=9999, node=30090), selector=WEB)
    found = compared(cluster(*served(number, deployed("web", ports=(HTTP,))))).findings
    assert [(f.code, f.severity.value) for f in found] == [("KP304", "info")]
    name = service("web", service_port(80, target="nobody", node=30090), selector=WEB)
    assert alarms(cluster(*served(name, deployed("web", ports=(HTTP,))))) == {"KP303"}


def test_trap_14_a_name_is_looked_up_in_each_pod_and_with_its_protocol() -> None:
    """One name may mean another number in each pod; the right name with the wrong protocol is no match."""
    other = container_port(9090, name="http")
    mixed = (
        endpoint_slice("web", endpoint("10.244.0.1"), number=1),
        endpoint_slice(
            "web", endpoint("10.244.0.2"), number=2, ports=(EndpointPort(name="", port=9090, protocol="TCP"),)
        ),
    )
    pods = (deployed("web", 1, ports=(HTTP,)), deployed("web", 2, ports=(other,)))
    assert alarms(cluster(NAMED, *pods, *mixed)) == set()
    udp = container_port(8080, name="http", protocol="UDP")
    assert alarms(cluster(*served(NAMED, deployed("web", ports=(udp,))))) == {"KP303"}


def test_trap_15_a_native_sidecars_ports_count_and_a_plain_init_containers_do_not() -> None:
    """An init container that is restarted always is a sidecar; any other has ended before the pod serves."""
    assert alarms(cluster(*served(NAMED, deployed("web", sidecar_ports=(HTTP,))))) == set()
    plain = deployed("web")
    init = (Container(name="migrate", ports=(HTTP,)),)
    plain = structs.replace(plain, spec=structs.replace(plain.spec, init_containers=init))
    assert alarms(cluster(*served(NAMED, plain))) == {"KP303"}


def test_trap_16_a_port_without_a_name_is_found_by_number_only() -> None:
    """Two empty names are no match: an Ingress to 9999 does not reach an unnamed port 80."""
    assert alarms(cluster(*HEALTHY, shop(port=80), *SERVED)) == set()
    assert alarms(cluster(*HEALTHY, shop(port=9999), *SERVED)) == {"KP502"}


def test_trap_17_a_port_is_found_by_its_name_or_its_number_alike() -> None:
    """An Ingress may name a port either way; a name is never compared with a number."""
    named = service("web", service_port(80, name="http", target=8080, node=30080), selector=WEB)
    behind = served(named, deployed("web"))
    assert alarms(cluster(*behind, shop(port="http"), *SERVED)) == set()
    assert alarms(cluster(*behind, shop(port=80), *SERVED)) == set()
    assert alarms(cluster(*behind, shop(port="80"), *SERVED)) == {"KP502"}


def test_trap_18_every_pod_and_every_port_is_looked_at() -> None:
    """The first pod or the first port says nothing about the others."""
    ports = (service_port(80, node=30090, name="a"), service_port(81, target="x", node=30091, name="b"))
    web = service("web", *ports, selector=WEB)
    pods = (
        deployed("web", 1, is_ready=False, addresses=("10.244.0.1",)),
        deployed("web", 2, ports=(HTTP,), addresses=("10.244.0.2",)),
    )
    finding = one("KP303", cluster(*served(web, *pods)))
    assert finding.exposures == ("node-port/shop/web/81/TCP",)
