from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, pod, served, service

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"))
PROXY = pod("kube-proxy-x", namespace="kube-system", labels={"k8s-app": "kube-proxy"}, host_network=True)


@pytest.mark.parametrize("state", [PortState.CLOSED, PortState.FILTERED])
def test_a_node_without_kube_proxy_that_fails(state: PortState) -> None:
    found = compared(cluster(*SOUND, PROXY), lambda e: saw(e, state) if e.node == "node2" else works(e))
    assert found.reports[WEB].verdict is Verdict.DEGRADED
    (finding,) = found.made()
    assert (found.cause(WEB), finding.id) == ("service-proxy-down", "KP826/Node/node2")
    assert finding.confidence is Confidence.LIKELY


def test_where_it_answers_all_the_same_nothing_is_said() -> None:
    found = compared(cluster(*SOUND, PROXY), works)
    assert (found.reports[WEB].verdict, found.made()) == (Verdict.REACHABLE, ())


def test_another_node_that_fails_is_another_cause() -> None:
    found = compared(cluster(*SOUND, PROXY), lambda e: saw(e, PortState.CLOSED) if e.node == "node1" else works(e))
    assert found.cause(WEB) == "node-differs"


def test_a_service_without_endpoints_is_not_kube_proxys_fault() -> None:
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    found = compared(cluster(*dead, PROXY), lambda e: saw(e, PortState.CLOSED))
    assert found.diagnosis(WEB).finding.startswith("KP302/")
