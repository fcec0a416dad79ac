from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus
from kprobe.model.probe import PortState
from kprobe.model.report import VantageKind
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, served, service
from tests.kit.stages import with_status

WEB, NODE_PORT = "load-balancer/shop/web/80/TCP", "node-port/shop/web/80/TCP"
BALANCED = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"})


@pytest.mark.parametrize("kind", [VantageKind.NODE, VantageKind.POD])
def test_an_answer_inside_the_cluster_is_the_nodes_own(kind: VantageKind) -> None:
    found = compared(cluster(*served(BALANCED, deployed("web"))), works, kind=kind)
    assert found.cause(WEB) == "seen-from-inside"
    assert [(f.code, f.severity, f.subject.kind) for f in found.made()] == [("KP833", Severity.INFO, "Cluster")]


def test_from_outside_it_proves_what_it_shows() -> None:
    assert compared(cluster(*served(BALANCED, deployed("web"))), works).made() == ()


@pytest.mark.parametrize(
    "item",
    [LoadBalancerIngress(ip="203.0.113.5", ip_mode="Proxy"), LoadBalancerIngress(hostname="lb.example")],
    ids=["a_proxys_address", "a_name"],
)
def test_an_address_that_nodes_do_not_take_is_the_load_balancers(item: LoadBalancerIngress) -> None:
    web = with_status(BALANCED, load_balancer=LoadBalancerStatus(ingress=(item,)))
    assert compared(cluster(*served(web, deployed("web"))), works, kind=VantageKind.POD).made() == ()


def test_policy_local_counts_as_cluster_for_a_pod() -> None:  # row PX-21
    shop = cluster(*served(service("web", selector={"app": "web"}, policy="Local"), deployed("web")))
    inside = compared(shop, works, kind=VantageKind.POD).reports[NODE_PORT]
    assert (inside.verdict, inside.diagnosis) == (Verdict.REACHABLE, None)
    assert compared(shop, works).reports[NODE_PORT].verdict is Verdict.UNEXPECTED
    silent = compared(shop, lambda e: works(e) if e.node == "node1" else saw(e, PortState.FILTERED))
    assert silent.reports[NODE_PORT].verdict is Verdict.REACHABLE
