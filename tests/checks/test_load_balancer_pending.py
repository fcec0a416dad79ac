from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import (
    JUST_NOW,
    NO_FREE_PORTS,
    cluster,
    deployed,
    event,
    gap,
    pod,
    ref,
    served,
    service,
    service_port,
)

WEB = ref("Service shop/web")
PENDING = service("web", type_="LoadBalancer")


def test_without_any_event_most_likely_nobody_provides_load_balancers() -> None:
    finding = one("KP401", cluster(PENDING))
    assert finding.subject == WEB
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.LIKELY)
    assert "nothing in this cluster" in finding.message
    assert any("30080" in line for line in finding.evidence)
    assert finding.exposures == ("load-balancer/shop/web/80/TCP",)


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("SyncLoadBalancerFailed", "Error syncing load balancer: quota exceeded"),
        ("UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer"),
        ("AllocationFailed", 'Failed to allocate IP for "shop/web": no available IPs'),
    ],
)
def test_quotes_the_controllers_own_event(reason: str, message: str) -> None:
    finding = one("KP401", cluster(PENDING, event(WEB, reason, message)))
    assert finding.confidence is Confidence.CERTAIN
    assert message in finding.message


def test_an_entry_without_an_address_is_none_and_its_event_is_quoted() -> None:
    empty = service("web", service_port(80), type_="LoadBalancer", load_balancer=("",), selector={"app": "web"})
    finding = one("KP401", cluster(*served(empty, deployed("web")), event(WEB, "AllocationFailed", "no available IPs")))
    assert finding.confidence is Confidence.CERTAIN
    assert finding.message.endswith(": no available IPs")


def test_quotes_the_latest_of_several_events() -> None:
    old = event(WEB, "AllocationFailed", "old", last="2026-11-01T10:00:00Z")
    new = event(WEB, "SyncLoadBalancerFailed", "new", last="2026-11-01T11:00:00Z")
    assert one("KP401", cluster(PENDING, old, new)).message.endswith(": new")


def test_a_class_keeps_the_default_controller_away() -> None:
    finding = one("KP401", cluster(service("web", type_="LoadBalancer", load_balancer_class="example.com/lb")))
    assert "example.com/lb" in finding.message
    assert finding.confidence is Confidence.LIKELY


def test_finds_the_pods_of_k3s_that_wait_for_a_host_port() -> None:
    labels = {"svccontroller.k3s.cattle.io/svcname": "web", "svccontroller.k3s.cattle.io/svcnamespace": "shop"}
    waiting = pod("svclb-web-1", namespace="kube-system", labels=labels, unscheduled=NO_FREE_PORTS)
    finding = one("KP401", cluster(PENDING, waiting))
    assert "k3s" in finding.message
    assert any("svclb-web-1" in line for line in finding.evidence)


def test_says_less_where_events_may_not_be_read() -> None:
    assert one("KP401", cluster(PENDING, gaps=(gap(Resource.EVENTS),))).confidence is Confidence.POSSIBLE


@pytest.mark.parametrize("created", [pytest.param(JUST_NOW, id="new"), pytest.param("", id="of_unknown_age")])
def test_is_information_only_for_a_service_that_is(created: str) -> None:
    finding = one("KP401", cluster(service("web", type_="LoadBalancer", created=created)))
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(service("web", type_="LoadBalancer", load_balancer=("203.0.113.7",))), id="an_ip"),
        pytest.param(
            cluster(service("web", type_="LoadBalancer", load_balancer=("lb.example",))), id="a_host_name_without_ip"
        ),
        pytest.param(cluster(service("web", type_="NodePort")), id="a_node_port_service"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP401", healthy) == []
