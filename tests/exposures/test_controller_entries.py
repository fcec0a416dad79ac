from __future__ import annotations

import pytest

from kprobe.model.exposure import Entry
from tests.kit.ingress import controller, controller_service, served_by
from tests.kit.objects import ApiObject, cluster, container_port, ingress, ingress_class, node, service, slices_of
from tests.kit.stages import aim, aims, exposures, with_spec

WEB = service("web", type_="ClusterIP")
SHOP = "ingress/shop/shop/shop.example/"
HTTP = container_port(80, host=80, name="http")


def pinned(*objects: ApiObject, address: str = "") -> tuple[Entry, ...]:
    """The entries of the Ingress at its controller's own addresses."""
    found = exposures(cluster(ingress("shop", address=address), WEB, *objects))
    entries = tuple(e for e in found[SHOP].entries if e.address != e.host)
    assert all(e.via in found for e in entries if e.via is not None), "a way in that no exposure describes"
    return entries


@pytest.mark.parametrize(
    ("objects", "where", "via"),
    [
        pytest.param(served_by(), "192.0.2.11:31763", "node-port/ingress/controller/80/TCP", id="NodePort"),
        pytest.param(
            served_by("ingress-nginx", controller_service("ClusterIP"), ports=(HTTP,)),
            "192.0.2.11:80",
            "host-port/ingress/DaemonSet/controller/80/TCP",
            id="hostPort",
        ),
        pytest.param(
            served_by("ingress-nginx", controller_service("ClusterIP"), ports=(HTTP,), host_network=True),
            "192.0.2.11:80",
            "host-network/ingress/DaemonSet/controller/80/TCP",
            id="hostNetwork",
        ),
        pytest.param(
            served_by("ingress-nginx", controller_service("LoadBalancer", load_balancer=("203.0.113.5",))),
            "203.0.113.5:80",
            "load-balancer/ingress/controller/80/TCP",
            id="LoadBalancer",
        ),
        pytest.param(
            served_by("ingress-nginx", controller_service("LoadBalancer", load_balancer=("lb.example.com",))),
            "lb.example.com:80",
            "load-balancer/ingress/controller/80/TCP",
            id="LoadBalancer by host name",
        ),
        pytest.param(
            served_by("ingress-nginx", controller_service("ClusterIP", external_ips=("203.0.113.9",))),
            "203.0.113.9:80",
            "external-ip/ingress/controller/80/TCP",
            id="external IP",
        ),
    ],
)
def test_an_ingress_is_reached_by_its_controllers_own_way_in(
    objects: tuple[ApiObject, ...], where: str, via: str
) -> None:
    first = pinned(*objects)[0]
    assert (aim(first), first.via) == (where, via)
    assert (first.host, first.path, first.scheme) == ("shop.example", "/", "http")


def test_the_controllers_metrics_port_is_no_way_in() -> None:
    metrics = container_port(10254, host=10254, name="metrics")
    objects = served_by("ingress-nginx", controller_service("ClusterIP"), ports=(HTTP, metrics))
    assert {e.port for e in pinned(*objects)} == {80}


def test_published_addresses_come_first_and_then_one_of_each_other_kind_up_to_three() -> None:
    everything = controller_service("LoadBalancer", load_balancer=("203.0.113.5",), external_ips=("203.0.113.9",))
    entries = pinned(*served_by("ingress-nginx", everything, ports=(HTTP,)), address="203.0.113.9")
    kinds = [(e.via or "").split("/")[0] for e in entries]
    assert kinds[0] == "external-ip"
    assert sorted(kinds[1:]) == ["host-port", "load-balancer", "node-port"]


def test_one_node_stands_for_all_node_ports_where_nothing_is_published() -> None:
    assert len(pinned(*served_by())) == 1


def test_a_published_node_address_takes_every_way_in_at_that_address() -> None:
    entries = pinned(*served_by("ingress-nginx", controller_service(), ports=(HTTP,)), address="192.0.2.12")
    assert aim(entries[0]) == "192.0.2.12:31763"
    assert "192.0.2.11:80" in [aim(e) for e in entries]


def test_the_node_of_a_ready_controller_is_preferred_to_others_and_to_lost_nodes() -> None:
    there = controller(node="node2")
    front = controller_service()
    objects = (there, ingress_class(), front, slices_of(front, there))
    assert [aim(e) for e in pinned(*objects)] == ["192.0.2.12:31763"]
    lost = (node("node1"), node("node2", ready_status="Unknown"))
    assert [aim(e) for e in pinned(*objects, *lost)] == ["192.0.2.11:31763"]


def test_a_service_that_does_not_select_the_controller_is_no_way_in() -> None:
    other = with_spec(controller_service(), selector={"app": "somebody-else"})
    found = exposures(cluster(ingress("shop"), WEB, *served_by("ingress-nginx", other)))
    assert found[SHOP].entries == ()
    assert "no way in to its controller" in found[SHOP].pending


def test_a_controller_that_is_being_deleted_serves_nothing() -> None:
    objects = served_by("ingress-nginx", controller_service("ClusterIP"), ports=(HTTP,), deleted=True)
    assert pinned(*objects) == ()


def test_a_fleet_of_hosts_shares_the_same_few_addresses() -> None:
    many = [ingress(f"shop{n}", host=f"shop{n}.example") for n in range(20)]
    found = exposures(cluster(*many, WEB, *served_by()))
    addresses = {aims(found[f"ingress/shop/shop{n}/shop{n}.example/"])[0] for n in range(20)}
    assert addresses == {"192.0.2.11:31763"}
