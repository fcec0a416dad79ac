from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.pod import ContainerState, ContainerStatus, StateDetail
from kprobe.model.probe import PortState
from kprobe.model.route import LinkState
from tests.kit.objects import cluster, container_port, deployed, node, pod
from tests.kit.stages import link_of, predicted, routes, with_status

WEB = "host-port/shop/Deployment/web/8080/TCP"
DUAL = node("node1", "192.0.2.11", "2001:db8::11")
SIX = "2001:db8::11"


def test_the_links_in_the_order_in_which_a_client_meets_them() -> None:
    (entry,) = routes(cluster(deployed("web", ports=(container_port(80, host=8080),))))[WEB].entries
    assert [link.link for link in entry.links] == ["node", "host-port", "pod", "process"]


@pytest.mark.parametrize("host_ip", [SIX, "::"], ids=["an address", "every address"])
def test_a_host_ip_of_a_family_that_the_pod_lacks_is_never_mapped(host_ip: str) -> None:  # HP-11
    wrong = deployed("web", ports=(container_port(80, host=8080, host_ip=host_ip),))
    (entry,) = routes(cluster(wrong, DUAL))[WEB].entries
    seen = predicted(entry)
    assert entry.entry.address == SIX
    assert (seen.states, seen.works, seen.confidence) == ((PortState.CLOSED,), False, Confidence.LIKELY)
    assert next((e.state, e.finding) for e in entry.links if e.link == "host-port") == (LinkState.BROKEN, "KP107")


@pytest.mark.parametrize("host_ip", [SIX, "::", "", "0.0.0.0"])
def test_a_dual_stack_pod_is_mapped_for_both(host_ip: str) -> None:
    right = deployed(
        "web", ports=(container_port(80, host=8080, host_ip=host_ip),), addresses=("10.244.0.7", "fd00::7")
    )
    assert {predicted(e).works for e in routes(cluster(right, DUAL))[WEB].entries} == {True}


def test_the_other_family_of_a_single_family_pod_is_an_explanation_and_no_failure() -> None:  # HP-12
    (entry,) = routes(cluster(deployed("web", ports=(container_port(80, host=8080),)), DUAL))[WEB].entries
    assert entry.entry.address == "192.0.2.11"
    assert f"not mapped at {SIX}: the pod, or its hostIP, has no such family" in link_of(entry, "host-port").evidence


def test_a_host_port_before_a_component_of_the_node_says_so_and_answers() -> None:  # HP-8
    (entry,) = routes(cluster(pod("a", ports=(container_port(80, host=10250),))))[
        "host-port/shop/Pod/a/10250/TCP"
    ].entries
    assert "stands before the node's own kubelet" in link_of(entry, "host-port").reason
    assert predicted(entry).works is True


def test_a_readiness_gate_does_not_close_it() -> None:
    gated = deployed("web", ports=(container_port(80, host=8080),), is_ready=False, gate="example.com/warm")
    (entry,) = routes(cluster(gated))[WEB].entries
    assert predicted(entry).works is True
    assert "not Ready, which does not close" in link_of(entry, "pod").reason


def crashed(name: str) -> ContainerStatus:
    return ContainerStatus(name=name, state=ContainerState(waiting=StateDetail(reason="CrashLoopBackOff")))


def test_a_native_sidecar_on_the_host_network_that_crashes_is_seen_among_the_init_containers() -> None:
    shared = deployed("web", sidecar_ports=(container_port(8080),), host_network=True)
    broken = with_status(shared, init_container_statuses=(crashed("proxy"),))
    (entry,) = routes(cluster(broken))["host-network/shop/Deployment/web/8080/TCP"].entries
    assert predicted(entry).works is False
    assert link_of(entry, "pod").reason == "container proxy waits: CrashLoopBackOff"
    other = with_status(shared, init_container_statuses=(crashed("migrate"),))
    (entry,) = routes(cluster(other))["host-network/shop/Deployment/web/8080/TCP"].entries
    assert predicted(entry).works is True
