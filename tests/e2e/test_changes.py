"""What happens to a running cluster: a pod moves, the NodePort range shrinks, a firewall drops, a node dies.

Each test leaves the cluster as it found it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.objects import deployment, on, pod, pod_spec, service
from tests.e2e.report import Json, Report, by_address, observed

pytestmark = pytest.mark.usefixtures("faults")

NODE_PORT = "node-port/kprobe-node-port/web/80/TCP"


def test_a_pod_that_moves_keeps_its_id_and_changes_its_address(cluster: Cluster, facts: Facts) -> None:
    identity = "host-port/kprobe-moved/Deployment/web/8091/TCP"
    first, second, _ = facts.node_names
    ports = [{"containerPort": 80, "hostPort": 8091}]

    def placed(node: str) -> Report:
        wanted = {"kprobe-moved": [deployment("web", pod_spec(facts.nginx, ports=ports, **on(node)))]}
        cluster.apply(wanted)
        cluster.kubectl("rollout", "status", "-n", "kprobe-moved", "deployment/web", "--timeout=60s")
        cluster.settle(wanted)
        return cluster.scan("-n", "kprobe-moved")

    before, after = placed(first).exposure(identity), placed(second).exposure(identity)
    assert (before["verdict"], after["verdict"]) == ("reachable", "reachable")
    assert by_address(before).get(facts.nodes[first]) == "open"
    assert by_address(after).get(facts.nodes[second]) == "open"
    assert not by_address(before).keys() & by_address(after).keys()
    cluster.delete(["kprobe-moved"], wait=False)


@pytest.mark.usefixtures("needs_lab")
def test_a_node_port_outside_the_range_is_found_by_the_servers_own_event(cluster: Cluster, facts: Facts) -> None:
    wanted = {
        "kprobe-off-range": [
            deployment("web", pod_spec(facts.nginx)),
            service("web", select="web", port={"nodePort": 32500}),
        ]
    }
    cluster.apply(wanted)
    cluster.settle(wanted)
    with _node_port_range(cluster, "30000-32000"):
        cluster.until(lambda: bool(_out_of_range(cluster)), "the server's PortOutOfRange event")
        report = cluster.scan()
    restored = cluster.scan("--no-probe")
    cluster.delete(["kprobe-off-range"])
    (finding,) = _out_of_range_findings(report)
    told = " ".join([finding["message"], *finding["evidence"]])
    assert "32500" in told
    assert "30000-32000" in told
    assert "PortOutOfRange" in told
    assert report.json["cluster"]["node_port_range"]["range"] == "30000-32000"
    exposure = report.exposure("node-port/kprobe-off-range/web/80/TCP")
    assert exposure["id"] in finding["exposures"]
    assert exposure["verdict"] == "reachable", "service proxies do not ask for the range"
    assert _out_of_range_findings(restored) == [], "the event outlives what it was about"


@pytest.mark.usefixtures("needs_node_commands")
def test_a_firewall_that_drops_on_one_node_is_told_from_what_the_configuration_says(
    cluster: Cluster, facts: Facts
) -> None:
    _, second, _ = facts.node_names
    with _dropped(cluster, second, 30000):
        report = cluster.scan()
    exposure = report.exposure(NODE_PORT)
    states = by_address(exposure)
    assert states.pop(facts.nodes[second]) == "filtered"
    assert set(states.values()) == {"open"}
    assert {tuple(e["prediction"]["states"]) for e in exposure["entries"]} == {("open",)}
    assert exposure["verdict"] == "degraded"
    assert exposure["diagnosis"]["cause"] == "node-differs"
    assert exposure["diagnosis"]["subject"]["name"] == second
    assert "firewall" in exposure["diagnosis"]["message"]
    assert report.cause(NODE_PORT) == "KP802"
    untouched = report.exposure("node-port/kprobe-node-port-6/web/80/TCP")
    assert untouched["verdict"] == "reachable"


@pytest.mark.usefixtures("needs_lab")
def test_a_node_that_crashed_is_blamed_once_for_all_that_it_breaks(cluster: Cluster, facts: Facts) -> None:
    *_, third = facts.node_names
    with _crashed(cluster, third):
        report = cluster.scan()
    exposure = report.exposure(NODE_PORT)
    states = by_address(exposure)
    assert states.pop(facts.nodes[third]) in {"filtered", "unreachable"}
    assert set(states.values()) == {"open"}
    assert exposure["verdict"] == "degraded"
    assert report.cause(NODE_PORT) == "KP701"
    (finding,) = [f for f in report.json["findings"] if f["code"] == "KP701"]
    assert finding["subject"] == {"kind": "Node", "namespace": "", "name": third}
    taken = "host-port/kprobe-port-taken/Pod/first/8090/TCP"
    assert {NODE_PORT, taken} <= set(finding["exposures"])
    assert report.exposure(taken)["verdict"] == "unreachable"
    assert report.cause(taken) == "KP701"


def test_a_process_that_is_meant_for_its_node_alone_is_no_alarm(cluster: Cluster, facts: Facts) -> None:
    """As kubeadm has the controller manager and the scheduler: a declared port, and a probe that asks loopback."""
    first, *_ = facts.node_names
    alive = {"httpGet": {"host": "127.0.0.1", "path": "/", "port": 10357}, "periodSeconds": 1}
    spec = pod_spec(facts.nginx, listen=10357, address="127.0.0.1", readiness=alive, hostNetwork=True, **on(first))
    wanted = {"kprobe-loopback": [pod("manager", spec)]}
    cluster.apply(wanted)
    cluster.settle(wanted)
    report = cluster.scan("-n", "kprobe-loopback")
    cluster.delete(["kprobe-loopback"], wait=False)
    (entry, *_) = report.exposure("host-network/kprobe-loopback/Pod/manager/10357/TCP")["entries"]
    assert observed(entry) == "closed"
    assert report.findings() == []
    assert report.exit_code == 0


def test_a_load_balancer_that_stays_without_an_address_becomes_an_error(cluster: Cluster) -> None:
    def old_enough() -> bool:
        return cluster.age_of_youngest("services", "-n", "kprobe-pending") > 125

    cluster.until(old_enough, "the load balancer has been pending for two minutes", seconds=130)
    report = cluster.scan("--no-probe", "-n", "kprobe-pending")
    (finding,) = [f for f in report.json["findings"] if f["code"] == "KP401"]
    assert finding["severity"] == "error"
    assert "example.com/nobody" in finding["message"]
    assert report.exit_code == 1


def _out_of_range_findings(report: Report) -> list[Json]:
    found = [f for f in report.json["findings"] if f["code"] == "KP201"]
    return [f for f in found if f["subject"]["namespace"] == "kprobe-off-range"]


def _out_of_range(cluster: Cluster) -> list[object]:
    return [*cluster.get("events", "-n", "kprobe-off-range", "--field-selector=reason=PortOutOfRange")]


@contextmanager
def _node_port_range(cluster: Cluster, ports: str) -> Iterator[None]:
    cluster.lab("apiserver", "--node-port-range", ports)
    try:
        yield
    finally:
        cluster.lab("apiserver", "--node-port-range", cluster.facts.node_port_range)


@contextmanager
def _dropped(cluster: Cluster, node: str, port: int) -> Iterator[None]:
    rule = ("PREROUTING", "-p", "tcp", "--dport", str(port), "-j", "DROP")
    cluster.on_node(node, "iptables", "-t", "raw", "-A", *rule)
    try:
        yield
    finally:
        cluster.on_node(node, "iptables", "-t", "raw", "-D", *rule)


@contextmanager
def _crashed(cluster: Cluster, node: str) -> Iterator[None]:
    def ready() -> bool:
        (found,) = [n for n in cluster.get("nodes") if n["metadata"]["name"] == node]
        return any(c["type"] == "Ready" and c["status"] == "True" for c in found["status"]["conditions"])

    number = str(sorted(cluster.facts.nodes).index(node) + 1)
    cluster.lab("crash", number)
    try:
        cluster.until(lambda: not ready(), f"{node} is seen to be gone")
        yield
    finally:
        cluster.lab("revive", number)
        cluster.until(ready, f"{node} is back")
