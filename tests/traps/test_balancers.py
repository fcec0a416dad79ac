"""Traps about load balancers and how far an address can be reached."""

from __future__ import annotations

import pytest

from kprobe.model.exposure import Scope
from kprobe.model.objects.meta import Annotations
from kprobe.model.probe import PortState
from tests.checks.found import one
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import ApiObject, cluster, container_port, deployed, pod, served, service, service_port
from tests.kit.stages import exposures, with_meta
from tests.traps.scenes import HEALTHY, SERVED, WEB, alarms, shop

BALANCER = "load-balancer/shop/web/80/TCP"


def balanced(*addresses: str, port: int = 30080) -> tuple[ApiObject, ...]:
    """A LoadBalancer Service with a ready pod; `port` 0 is one without NodePorts."""
    ports = service_port(80, target=8080, node=port)
    return served(service("web", ports, selector=WEB, type_="LoadBalancer", load_balancer=addresses), deployed("web"))


@pytest.mark.parametrize(
    ("address", "scope"),
    [("192.168.1.4", Scope.PRIVATE), ("8.8.8.8", Scope.INTERNET)],
    ids=["a_public_name_at_a_private_address", "any_name_at_a_public_address"],
)
def test_trap_28_the_address_decides_how_far_an_ingress_can_be_reached(address: str, scope: Scope) -> None:
    """An Ingress's host is only a header: it is no evidence of public reach."""
    found = exposures(cluster(*HEALTHY, shop(host="shop.example.com", address=address), *SERVED))
    assert found["ingress/shop/shop/shop.example.com/"].scope is scope


@pytest.mark.parametrize(
    ("address", "scheme", "scope"),
    [
        pytest.param("10.0.0.9", "", Scope.PRIVATE, id="a_private_address"),
        pytest.param(
            "internal-web-1.elb.amazonaws.com", "internal", Scope.PRIVATE, id="a_name_with_an_internal_scheme"
        ),
        pytest.param("web-1.elb.amazonaws.com", "", Scope.UNKNOWN, id="a_name_that_tells_nothing"),
        pytest.param("8.8.8.8", "", Scope.INTERNET, id="a_public_address"),
    ],
)
def test_trap_29_a_load_balancer_is_public_only_by_a_public_address(address: str, scheme: str, scope: Scope) -> None:
    """Internal load balancers are not the internet's; a host name alone is unknown."""
    web = service("web", selector=WEB, type_="LoadBalancer", load_balancer=(address,))
    noted = with_meta(web, annotations=Annotations(aws_scheme=scheme or None))
    assert exposures(cluster(noted))[BALANCER].scope is scope


def test_trap_30_a_host_name_is_an_address() -> None:
    """A load balancer that publishes a name only has its address; one that publishes nothing has none."""
    named = cluster(*balanced("lb.example"))
    assert alarms(named) == set()
    assert [e.address for e in exposures(named)[BALANCER].entries] == ["lb.example"]
    assert alarms(cluster(*balanced())) == {"KP401"}


def test_trap_31_a_load_balancer_may_do_without_node_ports_and_may_have_them() -> None:
    """NodePort 0 is no fault and no way in; a dead Service behind both ways in is reported once."""
    without = cluster(*balanced("203.0.113.7", port=0))
    assert alarms(without) == set()
    assert list(exposures(without)) == [BALANCER]
    dead = service("web", selector=WEB, type_="LoadBalancer", load_balancer=("203.0.113.7",))
    assert {e.kind for e in exposures(cluster(dead)).values()} == {"load-balancer", "node-port"}
    assert len(one("KP301", cluster(dead)).exposures) == 2
    refusing = compared(cluster(*balanced("203.0.113.7")), lambda e: saw(e, PortState.CLOSED)).made()
    assert [(f.code, len(f.exposures)) for f in refusing] == [("KP801", 2)]


def test_trap_31_the_pods_that_implement_a_load_balancer_fight_with_nobody() -> None:
    """k3s maps a load balancer's port by host ports of its own pods: no rivals of the Service, and never guilty."""
    labels = {"svccontroller.k3s.cattle.io/svcname": "web", "svccontroller.k3s.cattle.io/svcnamespace": "shop"}
    helpers = tuple(
        pod(
            f"svclb-web-{n}",
            namespace="kube-system",
            owner="DaemonSet/svclb-web",
            node=f"node{n}",
            labels=labels,
            ports=(container_port(80, host=80),),
        )
        for n in (1, 2)
    )
    behind = cluster(*balanced("192.0.2.11", "192.0.2.12"), *helpers)
    assert alarms(behind, works) == set()
    refusing = compared(behind, lambda e: saw(e, PortState.CLOSED)).made()
    assert [(f.code, str(f.subject), len(f.exposures)) for f in refusing] == [("KP801", "Service shop/web", 3)]
    dead = service("web", selector=WEB, type_="LoadBalancer", load_balancer=("192.0.2.11", "192.0.2.12"))
    assert alarms(cluster(dead, *helpers), lambda e: saw(e, PortState.CLOSED)) == {"KP301"}
    rival = pod("edge", ports=(container_port(80, host=80),))
    assert alarms(cluster(*helpers, rival)) >= {"KP101"}
