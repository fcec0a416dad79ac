from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from kprobe.manifests.expected_objects import ingress_as_kept, service_as_kept, workload_as_kept
from kprobe.model.objects.service import Service, ServicePort
from tests.kit.lookup import deployment
from tests.kit.objects import cluster, ingress, ingress_class, service, service_port

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def node_ports(kept: Service) -> list[int]:
    return [p.node_port for p in kept.spec.ports or ()]


def kept(written: Service, live: Service | None) -> Service:
    return service_as_kept(written, live, NOW)


@pytest.mark.parametrize(
    ("written", "live", "numbers"),
    [
        pytest.param((service_port(80),), (service_port(80, node=30080),), [30080], id="the_same_port"),
        pytest.param((service_port(80, node=30081),), (service_port(80, node=30080),), [30081], id="another_number"),
        pytest.param(
            (service_port(8080, name="http"),), (service_port(80, name="http", node=30080),), [30080], id="by_name"
        ),
        pytest.param(
            (service_port(53, protocol="UDP", name="u"),), (service_port(53, name="t", node=30053),), [0], id="another"
        ),
        pytest.param(
            (service_port(80, name="a"), service_port(81, name="b", node=30080)),
            (service_port(80, name="a", node=30080),),
            [0, 30080],
            id="a_number_that_another_port_asks_for",
        ),
    ],
)
def test_an_update_keeps_the_node_ports_of_its_ports(
    written: tuple[ServicePort, ...], live: tuple[ServicePort, ...], numbers: list[int]
) -> None:
    assert node_ports(kept(service("web", *written), service("web", *live))) == numbers


def test_a_new_service_has_what_it_asks_for() -> None:
    made = kept(service("web", service_port(80)), None)
    assert node_ports(made) == [0]
    assert made.metadata.creation_timestamp == "2026-11-01T00:00:00Z"


def test_a_service_that_becomes_internal_gives_its_node_ports_back() -> None:
    assert node_ports(
        kept(service("web", service_port(80), type_="ClusterIP"), service("web", service_port(80, node=30080)))
    ) == [0]


def test_a_load_balancer_keeps_its_address_unless_its_class_changes() -> None:
    live = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5",))
    assert kept(service("web", type_="LoadBalancer"), live).status == live.status
    other = service("web", type_="LoadBalancer", load_balancer_class="example.com/x")
    assert kept(other, live).status != live.status
    assert kept(service("web"), live).status != live.status


def test_a_health_check_port_is_kept_while_traffic_stays_local() -> None:
    live = service("web", type_="LoadBalancer", policy="Local")
    live = msgspec.structs.replace(live, spec=msgspec.structs.replace(live.spec, health_check_node_port=30999))
    assert kept(service("web", type_="LoadBalancer", policy="Local"), live).spec.health_check_node_port == 30999
    assert kept(service("web", type_="LoadBalancer"), live).spec.health_check_node_port == 0


def test_a_new_ingress_without_class_gets_the_default_one_and_an_old_one_does_not() -> None:
    of = cluster(ingress_class("nginx", default=True))
    written = ingress("front", class_name=None)
    assert ingress_as_kept(written, None, of).spec.ingress_class_name == "nginx"
    assert ingress_as_kept(written, ingress("front", class_name=None), of).spec.ingress_class_name is None
    named = ingress("front", class_name=None, legacy_class="nginx")
    assert ingress_as_kept(named, None, of).spec.ingress_class_name is None


def test_an_ingress_is_given_the_address_of_its_class() -> None:
    of = cluster(ingress("other", address="203.0.113.5"), ingress("more", class_name="x", address="203.0.113.6"))
    made = ingress_as_kept(ingress("front"), None, of)
    assert [i.ip for i in made.status.load_balancer.ingress or ()] == ["203.0.113.5"]
    alone = ingress_as_kept(ingress("front", class_name="unheard-of"), None, of)
    assert not alone.status.load_balancer.ingress


def test_an_autoscalers_number_stays() -> None:
    written = deployment("web", replicas=None)
    assert workload_as_kept(written, deployment("web", replicas=7)).spec.replicas == 7
    assert workload_as_kept(deployment("web", replicas=2), deployment("web", replicas=7)).spec.replicas == 2
