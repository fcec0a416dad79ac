"""The demo end to end: real sockets, a real scan, every verdict and every cause."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kprobe.demo.net import addresses, shared
from kprobe.demo.run import NEXT, demo
from kprobe.demo.silence import can_be_silent
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import ExposureReport, Report, VantageKind
from kprobe.progress import Silent

OPTIONS = ProbeOptions(timeout=1.5)
DIFFERING = addresses().apart and can_be_silent("127.0.0.1")
needs_nodes = pytest.mark.skipif(not DIFFERING, reason="this machine has one loopback address, or drops nothing")

HEALTHY = {
    "NodePort that works": ("node-port", "web"),
    "NodePort outside the range": ("node-port", "billing"),
    "NodePort of a load balancer": ("node-port", "traefik"),
    "host port": ("host-port", "gate"),
    "host network": ("host-network", "node-exporter"),
    "load balancer": ("load-balancer", "traefik"),
    "external IP": ("external-ip", "smtp"),
    "Ingress": ("ingress", "catalog"),
}
BROKEN = {
    "a selector that matches nothing": ("node-port", "cart", "service-selects-nothing", PortState.CLOSED),
    "pods that are not ready": ("node-port", "search", "service-none-ready", PortState.CLOSED),
    "a named targetPort that no pod has": ("node-port", "payments", "target-port-unmatched", PortState.CLOSED),
    "a targetPort on which nobody listens": ("node-port", "reviews", "nothing-listens", PortState.CLOSED),
    "a pod that waits for a host port": ("host-port", "gate-canary", "pod-waits-for-host-port", None),
    "a process that listens on loopback alone": ("host-network", "agent", "nothing-listens", PortState.CLOSED),
    "a load balancer of a class that nobody serves": ("load-balancer", "partners", "load-balancer-pending", None),
    "an Ingress to a Service that does not exist": ("ingress", "basket", "ingress-backend-missing", PortState.OPEN),
    "an Ingress to pods that refuse": ("ingress", "reviews", "nothing-listens", PortState.OPEN),
    "an Ingress class that nobody serves": ("ingress", "preview", "ingress-class-not-served", None),
}


@pytest.fixture(scope="module")
def report() -> Report:
    return demo(Silent(), OPTIONS)


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in set(threading.enumerate()) - before if t.name.startswith("kprobe-demo") and t.is_alive()]
    assert left == []


def found(report: Report, kind: str, name: str) -> ExposureReport:
    [one] = [e for e in report.exposures if e.exposure.kind == kind and e.exposure.source.name == name]
    return one


@pytest.mark.parametrize(("kind", "name"), HEALTHY.values(), ids=HEALTHY.keys())
def test_what_is_healthy_is_reachable_at_every_entry(report: Report, kind: str, name: str) -> None:
    one = found(report, kind, name)
    assert one.verdict is Verdict.REACHABLE
    assert one.diagnosis is None
    assert [e.observation.state for e in one.entries if e.observation] == [PortState.OPEN] * len(one.entries)


@pytest.mark.parametrize(("kind", "name", "cause", "state"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_is_unreachable_for_the_right_cause(
    report: Report, kind: str, name: str, cause: str, state: PortState | None
) -> None:
    one = found(report, kind, name)
    assert one.verdict is Verdict.UNREACHABLE
    assert one.diagnosis is not None
    assert one.diagnosis.cause == cause
    assert one.diagnosis.finding in {f.id for f in report.findings}
    assert {e.observation.state for e in one.entries if e.observation} == ({state} if state else set())


def test_a_process_that_is_not_the_clusters_own_is_unexpected(report: Report) -> None:
    one = found(report, "host-network", "reports")
    assert one.verdict is Verdict.UNEXPECTED
    assert one.diagnosis is not None
    assert one.diagnosis.cause == "something-else-answers"


@needs_nodes
def test_a_node_behind_a_firewall_makes_its_node_port_degraded(report: Report) -> None:
    one = found(report, "node-port", "video")
    assert one.verdict is Verdict.DEGRADED
    assert one.diagnosis is not None
    assert one.diagnosis.cause == "node-differs"
    assert one.diagnosis.subject.name == "node3"


@needs_nodes
def test_silence_that_the_traffic_policy_asks_for_does_not_lower_the_verdict(report: Report) -> None:
    one = found(report, "node-port", "chat")
    seen = {e.entry.node: e.observation.state for e in one.entries if e.observation}
    assert seen == {"node1": PortState.FILTERED, "node2": PortState.OPEN, "node3": PortState.FILTERED}
    assert one.verdict is Verdict.REACHABLE
    assert one.diagnosis is None


@needs_nodes
def test_an_external_ip_that_the_network_delivers_to_no_node_is_silent(report: Report) -> None:
    one = found(report, "external-ip", "imap")
    assert one.verdict is Verdict.UNREACHABLE
    assert one.diagnosis is not None
    assert one.diagnosis.cause == "not-let-in"


def test_every_way_in_is_accounted_for_above(report: Report) -> None:
    known = {*HEALTHY.values(), *((kind, name) for kind, name, _, _ in BROKEN.values())}
    more = {("host-network", "reports"), ("node-port", "video"), ("node-port", "chat"), ("external-ip", "imap")}
    assert {(e.exposure.kind, e.exposure.source.name) for e in report.exposures} <= {*known, *more}


def test_the_off_range_node_port_works_and_is_warned_of_in_the_api_servers_words(report: Report) -> None:
    one = found(report, "node-port", "billing")
    [finding] = [f for f in report.findings if one.exposure.id in f.exposures]
    assert finding.code == "KP201"
    assert finding.severity is Severity.WARNING
    assert "please recreate service" in " ".join(finding.evidence)


def test_the_ingress_answers_at_its_address_and_by_its_name(report: Report) -> None:
    one = found(report, "ingress", "catalog")
    assert "localhost" in {e.entry.address for e in one.entries}
    assert {e.observation.http.status for e in one.entries if e.observation and e.observation.http} == {200}


def test_the_cluster_is_wholly_readable_and_is_called_a_demonstration(report: Report) -> None:
    assert report.gaps == ()
    assert report.vantage.kind in {VantageKind.OUTSIDE, VantageKind.POD}
    assert report.cluster.context == "demo"
    assert {e.exposure.scope for e in report.exposures if e.exposure.entries} == {Scope.LOOPBACK}
    assert any("demonstration" in note for note in report.notes)


def test_three_at_once_and_one_after_another_all_say_the_same(report: Report) -> None:
    """Asyncio and Ctrl-C want the main thread, hence processes."""
    script = (
        "from kprobe.demo.run import demo; from kprobe.model.probe_options import ProbeOptions;"
        "from kprobe.progress import Silent;"
        "report = demo(Silent(), ProbeOptions(timeout=1.5));"
        "print(sorted((e.exposure.kind, e.exposure.source.name, e.verdict.value) for e in report.exposures))"
    )
    command = [sys.executable, "-W", "error", "-c", script]
    environment = {k: v for k, v in os.environ.items() if k not in {"KUBECONFIG", "HOME"}}
    others = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    try:
        mine = demo(Silent(), OPTIONS)
        outcomes = [(*other.communicate(timeout=40), other.returncode) for other in others]
    finally:
        for other in others:
            with other:
                other.kill()
    said = f"{sorted((kind, name, verdict.value) for (kind, name), verdict in verdicts(mine).items())}\n"
    assert outcomes == [(said, "", 0)] * 3
    assert verdicts(mine) == verdicts(report)


def verdicts(report: Report) -> dict[tuple[str, str], Verdict]:
    return {(e.exposure.kind, e.exposure.source.name): e.verdict for e in report.exposures}


def test_on_a_machine_with_one_loopback_address_the_same_is_shown_on_one_node(report: Report) -> None:
    small = demo(Silent(), OPTIONS, places=shared())
    assert small.cluster.nodes == 1
    assert "one node" in " ".join(small.notes)
    differing = {("node-port", "chat"), ("node-port", "video"), ("external-ip", "imap")}
    assert verdicts(small) == {k: v for k, v in verdicts(report).items() if k not in differing}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted by /proc")
def test_no_socket_is_left_open() -> None:
    def sockets() -> set[str]:
        return {name for fd in Path("/proc/self/fd").iterdir() if (name := _target(fd)).startswith("socket:")}

    before = sockets()
    demo(Silent(), ProbeOptions(enabled=False))
    assert sockets() <= before


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""


def test_a_run_that_fails_leaves_nothing_open_either() -> None:
    class Trouble(Exception):  # noqa: N818 - not an error of anybody
        pass

    class Failing:
        def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
            if phase == "probing":
                raise Trouble(done, total, note)

    with pytest.raises(Trouble):
        demo(Failing(), OPTIONS)


def test_the_commands_to_try_next_exist() -> None:
    from kprobe.cli.main import app  # noqa: PLC0415 - the command line is not what is tested here

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert {line.split()[1] for line in NEXT} <= names
