"""One cluster, two scans: of what is healthy, then of that with every fault beside it. Many assertions on each.

What changes the cluster (test_changes.py) asks for `faults` first, so that the order of tests is of no matter.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import facts as facts_file
from tests.e2e import scenarios
from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.in_pods import make_image
from tests.e2e.report import Report
from tests.e2e.verdicts import stage

HERE = Path(__file__).parent
CHANGING = (
    "kprobe-moved",
    "kprobe-off-range",
    "kprobe-loopback",
    "kprobe-rights",
    "kprobe-foreseen",
    "kprobe-audit",
    "kprobe-chart",
)
"""Namespaces that tests make for themselves."""

NEEDS_NO_CLUSTER = HERE / "verdicts"
LAST = "test_verdicts.py"
"""Its scenarios are wrong on purpose, and the scan of the healthy cluster must not see them."""
LONG = {LAST, "test_audit_job.py", "test_chart.py"}
"""What they build before their first test takes minutes: hundreds of pods, an image."""

SUMMARIES: list[str] = []
"""Lines for the end of the run."""
_SCANS: dict[str, Report] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip everything here that needs a cluster, with the reason, where none is named; wrong scenarios come last."""
    mine = [i for i in items if HERE in i.path.parents and NEEDS_NO_CLUSTER not in i.path.parents]
    items.sort(key=lambda item: item.path == HERE / LAST)
    reason = "no cluster: KPROBE_FACTS names no facts file (tests/e2e/README.md)"
    for item in mine:
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.timeout(900 if item.path.name in LONG else 300))
        if not os.environ.get("KPROBE_FACTS"):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How long the scans took."""
    for name, report in _SCANS.items():
        summary = report.json["summary"]
        terminalreporter.write_line(
            f"kprobe scan, {name}: {summary['exposures']} exposures, {summary['entries']} entries, "
            f"{report.seconds:.1f} s"
        )
    for line in SUMMARIES:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def facts() -> Facts:
    return facts_file.load(os.environ["KPROBE_FACTS"])


@pytest.fixture(scope="session")
def cluster(facts: Facts) -> Iterator[Cluster]:
    """The cluster, without what an earlier run may have left."""
    made = Cluster(facts)
    namespaces = [*scenarios.healthy(facts), *scenarios.broken(facts), *CHANGING]
    made.delete(namespaces)
    stage.clear(made, wait=True)
    yield made
    if not os.environ.get("KPROBE_KEEP"):
        made.delete(namespaces, wait=False)


@pytest.fixture(scope="session")
def healthy(cluster: Cluster, facts: Facts) -> Report:
    """A scan of a cluster in which everything answers."""
    wanted = scenarios.healthy(facts)
    cluster.apply(wanted)
    cluster.settle(wanted)
    if facts.vips:
        cluster.until(lambda: bool(_published(cluster, "service", "kprobe-load-balancer")), "a load balancer's address")
        cluster.until(lambda: bool(_published(cluster, "ingress", "kprobe-ingress")), "the Ingress's address")
    if facts.dns_hosts:
        published = _published(cluster, "ingress", "kprobe-ingress") or list(facts.nodes.values())
        both = {**wanted, **scenarios.broken(facts)}
        hosts = [o["spec"]["rules"][0]["host"] for objects in both.values() for o in objects if o["kind"] == "Ingress"]
        cluster.resolve(hosts, published[0])
    _until_programmed(cluster, 30000, 30001, 30006)
    return _scanned(cluster, "healthy")


@pytest.fixture(scope="session")
def faults(cluster: Cluster, facts: Facts, healthy: Report) -> Report:
    """A scan of the same cluster with every fault that the API shows beside it."""
    assert healthy.json["schema"] == "kprobe/v1"
    wanted = scenarios.broken(facts)
    cluster.apply(wanted)
    cluster.settle(wanted)
    _until_programmed(cluster, 30014)
    return _scanned(cluster, "with every fault")


@pytest.fixture(scope="session")
def image(cluster: Cluster, facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an image of this kprobe, which every node has."""
    if not facts.lab:
        pytest.skip("only the lab can be given an image (fact: lab)")
    return make_image(cluster, tmp_path_factory.mktemp("image"))


@pytest.fixture
def needs_lab(facts: Facts) -> None:
    """For what no other cluster can be made to do."""
    if not facts.lab:
        pytest.skip("only the lab can do this to a cluster (fact: lab)")


@pytest.fixture
def needs_node_commands(facts: Facts) -> None:
    """For what has to be looked at or done on a node."""
    if not facts.node_prefix:
        pytest.skip("no command can be run on a node (fact: node_prefix)")
    if not shutil.which(facts.node_prefix[0]):
        pytest.fail(f"fact node_prefix: there is no program {facts.node_prefix[0]}")


def _published(cluster: Cluster, kind: str, namespace: str) -> list[str]:
    found = cluster.get(kind, "-n", namespace)
    return [i["ip"] for o in found for i in o["status"].get("loadBalancer", {}).get("ingress") or []]


def _until_programmed(cluster: Cluster, *ports: int) -> None:
    """Service proxies and controllers follow the API with a delay: wait until a plain client gets through."""
    second = cluster.facts.nodes[cluster.facts.node_names[1]]
    targets = [(second, port) for port in ports]
    cluster.until(lambda: set(cluster.knock(targets).values()) == {"open"}, f"NodePorts {ports} answer")


def _scanned(cluster: Cluster, name: str) -> Report:
    report = _SCANS[name] = cluster.scan()
    entries = [entry for exposure in report.json["exposures"] for entry in exposure["entries"]]
    numeric = [
        e for e in entries if e["observation"] and e["protocol"] == "TCP" and e["address"][-1] in "0123456789abcdef:"
    ]
    report.plain = cluster.knock((e["address"], e["port"]) for e in numeric if e["address"] != e["host"])
    return report
