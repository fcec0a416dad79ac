"""Traps about Services: what has no endpoints of its own, what selects nothing, what is published unready."""

from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from tests.checks.found import one
from tests.kit.comparing import compared, works
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, served, service, service_port
from tests.kit.stages import exposures, link_of, routes, with_spec
from tests.traps.scenes import HEALTHY, NODE_PORT, SERVED, WEB, alarms, shop

EXTERNAL = service("web", type_="ExternalName", external_name="x.example", selector=WEB)
FAMILIES = ("IPv4", "IPv6")
TYPO = service_port(80, target="nothing", node=30080)


def test_trap_01_an_external_name_is_expected_to_have_no_endpoints() -> None:
    """ExternalName: endpoints are never missed, not even with a selector, and it is no way in."""
    silent = cluster(EXTERNAL, shop(), *SERVED)
    assert alarms(silent) == set()
    assert [e.kind for e in exposures(cluster(EXTERNAL)).values()] == []
    assert alarms(cluster(service("web", type_="ClusterIP", selector=WEB), shop(), *SERVED)) == {"KP301"}


def test_trap_02_a_service_without_selector_lives_by_its_slices() -> None:
    """Selectorless Service with EndpointSlices made by hand: the slices decide."""
    by_hand = endpoint_slice("legacy", endpoint("198.51.100.7"))
    assert alarms(cluster(service("legacy"), by_hand)) == set()
    assert (
        compared(cluster(service("legacy"), by_hand), works).reports["node-port/shop/legacy/80/TCP"].verdict
        is Verdict.REACHABLE
    )
    assert alarms(cluster(service("legacy"))) == {"KP305"}


def test_trap_03_an_empty_selector_selects_nothing() -> None:
    """`selector: {}` is no selector: no workload is called exposed because of it."""
    empty = cluster(service("web", selector={}), deployed("web"), endpoint_slice("web", endpoint("10.244.0.9")))
    assert alarms(empty) == set()
    assert exposures(empty)[NODE_PORT].workload is None
    assert str(exposures(cluster(*HEALTHY))[NODE_PORT].workload) == "Deployment shop/web"


def test_trap_04_a_headless_services_ports_are_not_judged() -> None:
    """Headless: no proxy serves it, so it is no way in, and its target ports mean nothing."""
    headless = service("web", TYPO, type_="ClusterIP", cluster_ip="None", selector=WEB)
    assert alarms(cluster(*served(headless, deployed("web")), shop(), *SERVED)) == set()
    assert exposures(cluster(*served(headless, deployed("web")))) == {}
    assert alarms(cluster(*served(service("web", TYPO, selector=WEB), deployed("web")))) == {"KP303"}


def test_trap_05_pods_that_are_published_although_not_ready() -> None:
    """publishNotReadyAddresses: pods that are not ready are served on purpose."""
    unready = deployed("web", is_ready=False)
    published = cluster(*served(service("web", selector=WEB, publish_not_ready=True), unready))
    assert alarms(published) == set()
    assert alarms(cluster(*served(service("web", selector=WEB), unready))) == {"KP302"}


def test_trap_06_slices_without_a_service_are_nobodys_fault() -> None:
    """Leader election and such leave EndpointSlices that belong to no Service: Services are asked, not slices."""
    stray = (endpoint_slice("leader", endpoint("10.244.0.1", is_ready=False)), endpoint_slice(""))
    api = service("kubernetes", type_="ClusterIP", namespace="default")
    assert alarms(cluster(*stray, api)) == set()
    assert exposures(cluster(*stray, api)) == {}
    assert alarms(cluster(*stray, service("leader"))) == {"KP302"}


def test_trap_08_a_dual_stack_pod_is_one_pod() -> None:
    """An address of each family is one endpoint, counted once and never as two."""
    pod = deployed("web", is_ready=False, addresses=("10.244.0.7", "fd00::7"))
    four = endpoint_slice("web", endpoint("10.244.0.7", is_ready=False, pod_name=pod.metadata.name), number=1)
    six = endpoint_slice(
        "web",
        endpoint("fd00::7", is_ready=False, pod_name=pod.metadata.name),
        number=2,
        address_type="IPv6",
    )
    web = service("web", selector=WEB)
    assert "its only pod is not ready" in one("KP302", cluster(web, pod, four, six)).message
    two = [deployed("web", n, is_ready=False, addresses=(f"10.244.0.{n}",)) for n in (1, 2)]
    assert "none of its 2 pods is ready" in one("KP302", cluster(*served(web, *two))).message
    both = with_spec(
        service("web", selector=WEB, type_="LoadBalancer", load_balancer=("lb.example",)), ip_families=FAMILIES
    )
    ready = (
        endpoint_slice("web", endpoint("10.244.0.7", pod_name=pod.metadata.name), number=1),
        endpoint_slice("web", endpoint("fd00::7", pod_name=pod.metadata.name), number=2, address_type="IPv6"),
    )
    (named,) = routes(cluster(both, *ready))["load-balancer/shop/web/80/TCP"].entries
    assert link_of(named, "endpoints").reason == "1 endpoint ready"
