from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, node, served, service

WEB = "node-port/shop/web/80/TCP"
NODES = tuple(node(f"node{n}") for n in (1, 2, 3))


def cut(entry: Entry) -> Observation:
    return works(entry) if entry.node == "node1" else saw(entry, PortState.FILTERED)


def test_only_the_node_of_the_pod_answers() -> None:
    found = compared(cluster(*served(service("web", selector={"app": "web"}), deployed("web")), *NODES), cut)
    assert found.reports[WEB].verdict is Verdict.DEGRADED
    (finding,) = found.made()
    assert (found.cause(WEB), finding.id) == ("between-nodes", "KP827/Cluster/pod-network")
    assert len(finding.evidence) == 3


def test_one_silent_node_may_have_a_firewall() -> None:
    sound = served(service("web", selector={"app": "web"}), deployed("web"))
    found = compared(cluster(*sound, *NODES[:2]), cut)
    assert found.cause(WEB) == "node-differs"


def test_a_node_with_a_pod_that_is_silent_as_well_is_another_cause() -> None:
    pods = (deployed("web"), deployed("web", 2, node="node2", addresses=("10.244.1.7",)))
    found = compared(cluster(*served(service("web", selector={"app": "web"}), *pods), *NODES), cut)
    assert found.cause(WEB) == "node-differs"


def test_a_node_without_a_pod_that_answers_is_another_cause() -> None:
    pods = deployed("web", node="node2")
    found = compared(cluster(*served(service("web", selector={"app": "web"}), pods), *NODES), cut)
    assert found.cause(WEB) == "node-differs"


def test_policy_local_is_meant_to_look_like_that() -> None:
    local = served(service("web", selector={"app": "web"}, policy="Local"), deployed("web"))
    assert compared(cluster(*local, *NODES), cut).made() == ()
