"""Traps about the node's own ports, traffic policy, and where the prober stands."""

from __future__ import annotations

from pathlib import Path

from kprobe.kube.resources import rules
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from kprobe.model.report import VantageKind
from kprobe.probing.vantage import source_towards, stand
from tests.kit.comparing import Witness, compared, saw
from tests.kit.objects import JUST_NOW, NO_FREE_PORTS, cluster, container_port, deployed, node, pod, served, service
from tests.kit.stages import entry_of, exposures, predicted, routes
from tests.traps.scenes import HEALTHY, NODE_PORT, WEB, alarms, words

EIGHTY = (container_port(80, host=80),)


def test_trap_32_a_host_network_port_is_one_way_in_and_fights_not_with_itself() -> None:
    """The API repeats a host network pod's ports as host ports: they are one exposure, and no pod's own rival."""
    twice = pod("a", host_network=True, ports=(*EIGHTY, container_port(81, host=81)))
    assert alarms(cluster(twice)) == set()
    assert {e.kind for e in exposures(cluster(twice)).values()} == {"host-network"}
    assert alarms(cluster(twice, pod("b", host_network=True, ports=EIGHTY))) == {"KP101"}


def test_trap_33_old_and_new_pod_of_one_rollout_do_not_fight() -> None:
    """During a rolling update two pods of one owner want the same port; two owners that do are at war."""
    old, new = (deployed("web", revision=r, ports=EIGHTY, is_ready=r == "old") for r in ("old", "new"))
    assert alarms(cluster(old, new)) == set()
    assert "KP101" in alarms(cluster(old, deployed("api", ports=EIGHTY)))


def test_trap_33_a_rollout_that_is_on_its_way_is_not_stuck() -> None:
    """A new pod waits for the old one that is being deleted, or for a moment: only what lasts is an alarm."""
    new = deployed("web", revision="new", ports=EIGHTY, unscheduled=NO_FREE_PORTS, created=JUST_NOW)
    late = deployed("web", revision="new", ports=EIGHTY, unscheduled=NO_FREE_PORTS)
    old = deployed("web", revision="old", ports=EIGHTY)
    leaving = deployed("web", revision="old", ports=EIGHTY, is_ready=False, deleted=True)
    assert alarms(cluster(leaving, late)) == set()
    assert "waits for Pod shop/web-old-1 to let go of its host port" in words(cluster(leaving, late))
    assert alarms(cluster(old, new)) == set()
    assert alarms(cluster(old, late)) == {"KP103"}
    two = (late, deployed("web", 2, revision="new", ports=EIGHTY, unscheduled=NO_FREE_PORTS))
    assert alarms(cluster(leaving, *two)) == {"KP103"}


def test_trap_34_system_components_on_the_host_network_are_as_they_should_be() -> None:
    """kube-proxy, node-exporter and such use the host network on purpose; a rival for their port is told."""
    proxy = pod("kube-proxy-1", namespace="kube-system", host_network=True, owner="DaemonSet/kube-proxy")
    exporter = pod(
        "node-exporter-1",
        namespace="monitoring",
        host_network=True,
        owner="DaemonSet/node-exporter",
        ports=(container_port(9100, host=9100),),
    )
    assert alarms(cluster(proxy, exporter)) == set()
    rival = pod("app", host_network=True, ports=(container_port(9100, host=9100),))
    assert alarms(cluster(proxy, exporter, rival)) == {"KP101"}


def test_trap_35_silence_where_policy_local_has_no_endpoint_is_foreseen() -> None:
    """ExternalTrafficPolicy Local drops on nodes without an endpoint, on each by itself, and that is no fault."""
    local = cluster(
        node("node1"),
        node("node2"),
        node("node3"),
        *served(service("web", selector=WEB, policy="Local"), deployed("web")),
    )
    way = routes(local)[NODE_PORT]
    states = {n: predicted(entry_of(way, n)).states for n in ("node1", "node2", "node3")}
    assert states == {
        "node1": (PortState.OPEN,),
        "node2": (PortState.FILTERED,),
        "node3": (PortState.FILTERED,),
    }

    def only_on(node_name: str) -> Witness:
        def witness(entry: Entry) -> Observation:
            return saw(entry, PortState.OPEN if entry.node == node_name else PortState.FILTERED)

        return witness

    assert compared(local, only_on("node1")).reports[NODE_PORT].verdict is Verdict.REACHABLE
    assert compared(local, only_on("nowhere")).reports[NODE_PORT].verdict is Verdict.UNREACHABLE


def test_trap_36_where_the_probe_stands_is_said(tmp_path: Path) -> None:
    """From a node or a pod other rules hold: the report says so, and only a prober outside is called one."""
    own = source_towards("192.0.2.1")
    if own:
        assert stand([("node1", own)], [], service_account=tmp_path / "no").kind is VantageKind.NODE
        assert stand([("node1", "198.51.100.1")], [own], service_account=tmp_path / "no").kind is VantageKind.POD
        assert stand([("node1", "198.51.100.1")], [], service_account=tmp_path / "no").kind is VantageKind.OUTSIDE
    assert stand([], [], service_account=tmp_path).kind is VantageKind.POD
    assert stand([], [], service_account=tmp_path / "no").kind is VantageKind.UNKNOWN


def test_trap_37_a_port_forward_is_no_evidence() -> None:
    """A port-forward sees no loopback binding and no policy: kprobe neither uses one nor asks for the right to."""
    asked = {(verb, resource) for rule in rules() for verb in rule.verbs for resource in rule.resources}
    assert {verb for verb, _ in asked} <= {"get", "list"}
    assert not [resource for _, resource in asked if "/" in resource]
    refused = compared(cluster(*HEALTHY), lambda e: saw(e, PortState.CLOSED))
    assert refused.reports[NODE_PORT].verdict is Verdict.UNREACHABLE
    assert refused.cause(NODE_PORT) == "nothing-listens"
