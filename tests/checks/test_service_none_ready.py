from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.pod import Container, Probe, ProbeAction
from tests.checks.found import found, one
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, node, ref, served, service
from tests.kit.stages import with_spec

SELECTOR = {"app": "web"}


def test_blames_the_service_and_says_why_each_pod_is_not_ready() -> None:
    finding = one(
        "KP302",
        cluster(
            *served(
                service("web", selector=SELECTOR),
                deployed("web", 1, waiting="CrashLoopBackOff", addresses=("10.244.0.1",)),
                deployed("web", 2, is_ready=False, addresses=("10.244.0.2",)),
                deployed("web", 3, is_ready=False, gate="target-health", addresses=("10.244.0.3",)),
                deployed("web", 4, is_ready=False, addresses=("10.244.0.4",)),
            )
        ),
    )
    assert finding.subject == ref("Service shop/web")
    assert finding.severity is Severity.ERROR
    assert "none of its 4 pods is ready" in finding.message
    assert any("CrashLoopBackOff" in line for line in finding.evidence)
    assert any("running, but not ready" in line for line in finding.evidence)
    assert any("readiness gate target-health" in line for line in finding.evidence)
    assert "1 more not ready" in finding.evidence
    assert finding.exposures == ("node-port/shop/web/80/TCP",)


def test_says_that_the_node_of_the_pods_is_lost() -> None:
    lost = served(service("web", selector=SELECTOR), deployed("web", is_ready=False, node="node2"))
    finding = one("KP302", cluster(*lost, node("node1"), node("node2", ready_status="Unknown")))
    assert finding.message.endswith("is not ready: node node2 has stopped reporting")
    assert any("on node2, not Ready" in line for line in finding.evidence)


def test_hand_made_endpoints_can_be_unready_too() -> None:
    slices = endpoint_slice("legacy", endpoint("198.51.100.7", is_ready=False))
    assert "198.51.100.7" in " ".join(one("KP302", cluster(service("legacy"), slices)).evidence)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(*served(service("web", selector=SELECTOR), deployed("web", 1), deployed("web", 2, is_ready=False))),
            id="one_ready_pod_of_two",
        ),
        pytest.param(
            cluster(
                *served(service("web", selector=SELECTOR, publish_not_ready=True), deployed("web", is_ready=False))
            ),
            id="a_service_that_publishes_pods_that_are_not_ready",
        ),
        pytest.param(
            cluster(
                service("web", selector=SELECTOR),
                endpoint_slice("web", endpoint("10.244.0.1", is_ready=False, serving=True, terminating=True)),
            ),
            id="pods_that_terminate_but_still_serve",
        ),
        pytest.param(
            cluster(*served(service("web", selector=SELECTOR, type_="ClusterIP"), deployed("web", is_ready=False))),
            id="a_service_that_nothing_exposes",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP302", healthy) == []


def test_a_readiness_probe_that_asks_another_port_is_said() -> None:
    sick = deployed("web", is_ready=False)
    probing = Container(name="app", readiness_probe=Probe(tcp_socket=ProbeAction(port=9090)))
    shop = served(service("web", selector=SELECTOR), with_spec(sick, containers=(probing,)))
    assert "the readiness probe asks port 9090, the Service sends to 8080" in one("KP302", cluster(*shop)).evidence
    same = Container(name="app", readiness_probe=Probe(tcp_socket=ProbeAction(port=8080)))
    shop = served(service("web", selector=SELECTOR), with_spec(sick, containers=(same,)))
    assert not any("readiness probe asks" in line for line in one("KP302", cluster(*shop)).evidence)
