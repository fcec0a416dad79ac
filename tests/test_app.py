from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kprobe import __version__
from kprobe.app import ScanOptions, WhyOptions, scan, why
from kprobe.cluster.cluster import Cluster
from kprobe.errors import UsageError
from kprobe.lookup.found import UnknownTarget
from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import ExposureReport, Report
from kprobe.model.snapshot import DataPlane, NodePortRange, Resource
from kprobe.progress import Silent
from tests.kit.lookup import deployment, with_deployments
from tests.kit.objects import cluster, container_port, deployed, gap, node, served, service, service_port
from tests.kit.rendering import rendered
from tests.kit.source import Held
from tests.kit.stages import with_meta

OFF = ProbeOptions(enabled=False)
WEB = "node-port/shop/web/80/TCP"
API = "node-port/bank/api/80/TCP"


def scanned(of: Cluster, **options: object) -> Report:
    return scan(Held.of(of), ScanOptions(probe=OFF, **options), Silent())  # type: ignore[arg-type]


def ids(report: Report) -> set[str]:
    return {e.exposure.id for e in report.exposures}


def two_teams() -> Cluster:
    """A dead Service in each of two namespaces."""
    web = service("web", service_port(80, target=8080, node=30180), selector={"app": "web"}, labels={"tier": "front"})
    api = service("api", service_port(80, target=8080, node=30181), selector={"app": "api"}, namespace="bank")
    return cluster(
        *served(web, deployed("web", is_ready=False)),
        *served(api, deployed("api", is_ready=False, namespace="bank")),
    )


@pytest.mark.parametrize(
    ("options", "shown", "blamed"),
    [
        ({}, {WEB, API}, {"Service shop/web", "Service bank/api"}),
        ({"namespaces": ("shop",)}, {WEB}, {"Service shop/web"}),
        ({"namespaces": ("shop", "bank")}, {WEB, API}, {"Service shop/web", "Service bank/api"}),
        ({"namespaces": ("empty",)}, set(), set()),
        ({"selector": "tier=front"}, {WEB}, {"Service shop/web"}),
        ({"selector": "tier!=front"}, {API}, {"Service bank/api"}),
        ({"selector": "!tier", "namespaces": ("shop",)}, set(), set()),
    ],
    ids=["everything", "-n", "-n twice", "-n of nothing", "-l", "-l with !=", "-n and -l together"],
)
def test_what_is_asked_for_is_shown_with_its_findings(
    options: dict[str, object], shown: set[str], blamed: set[str]
) -> None:
    report = scanned(two_teams(), **options)
    assert ids(report) == shown
    assert {str(f.subject) for f in report.findings if f.severity != "info"} == blamed


def test_a_rival_in_another_namespace_is_seen_although_it_is_not_shown() -> None:
    port = (container_port(80, host=8080),)
    rivals = cluster(
        deployed("web", host_network=True, ports=(container_port(8080),)),
        deployed("other", ports=port, namespace="bank"),
    )
    report = scanned(rivals, namespaces=("shop",))
    assert ids(report) == {"host-network/shop/Deployment/web/8080/TCP"}
    assert "KP101" in {f.code for f in report.findings}


def test_a_finding_about_a_namespace_without_an_exposure_stays_with_n_and_goes_with_l() -> None:
    waiting = deployed("idle", ports=(container_port(80, host=8080),), unscheduled="0/3 nodes are available.")
    objects = (*served(service("web", selector={"app": "web"}), deployed("web")), waiting)
    other = service("api", service_port(80, node=30181), namespace="bank", selector={"app": "api"})
    everything = cluster(*objects, other)
    by_namespace = scanned(everything, namespaces=("bank",))
    assert {f.subject.namespace for f in by_namespace.findings} <= {"bank", ""}
    by_label = scanned(everything, selector="nobody=has-it")
    assert (by_label.exposures, by_label.findings) == ((), ())


def test_a_selector_that_cannot_be_read_is_refused_before_anything_is_read() -> None:
    source = Held.of(two_teams())
    with pytest.raises(UsageError):
        scan(source, ScanOptions(selector="a=b=c", probe=OFF), Silent())
    assert source.asked == []


def test_findings_come_worst_first() -> None:
    ranks = [f.severity.rank for f in scanned(two_teams()).findings]
    assert ranks == sorted(ranks)
    assert ranks


def test_the_headline_says_what_was_read() -> None:
    report = scanned(cluster(service("web"), plane=DataPlane.NFTABLES, gaps=(gap(Resource.PODS),)))
    assert (report.version, report.probed, report.cluster.nodes) == (__version__, False, 2)
    assert dict(report.cluster.data_plane) == {"node1": DataPlane.NFTABLES, "node2": DataPlane.NFTABLES}
    assert [g.resource for g in report.gaps] == [Resource.PODS]
    assert report.generated.tzinfo is UTC
    assert abs((datetime.now(UTC) - report.generated).total_seconds()) < 3600


def test_a_node_port_range_that_is_known_better_replaces_what_was_read() -> None:
    better = NodePortRange(first=30100, last=30200, source="--node-port-range", proven=True)
    report = scanned(cluster(service("web")), node_port_range=better)
    assert report.cluster.node_port_range == better
    assert "KP201" in {f.code for f in report.findings}
    assert "KP201" not in {f.code for f in scanned(cluster(service("web"))).findings}


def test_what_strangers_wrote_cannot_steer_a_terminal() -> None:
    odd = with_meta(service("web"), name="web\x1b[31m", labels={"a\u202eb": "c\n"})
    (report,) = scanned(cluster(odd)).exposures
    assert report.exposure.source.name == "web\\x1b[31m"
    assert report.exposure.labels == (("a\\u202eb", "c\\n"),)


@pytest.fixture
def listener() -> Iterator[int]:
    """A port of 127.0.0.1 on which somebody accepts."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield server.getsockname()[1]


def balancer(port: int) -> Cluster:
    """A LoadBalancer at 127.0.0.1."""
    web = service(
        "web",
        service_port(port, target=8080, name="sql"),
        type_="LoadBalancer",
        load_balancer=("127.0.0.1",),
        selector={"app": "web"},
    )
    return cluster(*served(web, deployed("web")))


def balanced(port: int, **options: object) -> ExposureReport:
    """The same, knocked on for real."""
    probe = ProbeOptions(timeout=1.0, attempts=1, **options)  # type: ignore[arg-type]
    (report,) = scan(Held.of(balancer(port)), ScanOptions(probe=probe), Silent()).exposures
    return report


def test_an_open_port_is_seen_and_reachable(listener: int) -> None:
    report = balanced(listener, allow=("127.0.0.0/8",))
    assert report.verdict is Verdict.REACHABLE
    seen = report.entries[0].observation
    assert seen is not None
    assert seen.state is PortState.OPEN


def test_a_closed_port_disagrees_with_the_prediction_and_that_is_a_finding(listener: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert port != listener
    report = balanced(port, allow=("127.0.0.0/8",))
    assert report.verdict is Verdict.UNREACHABLE
    assert report.diagnosis is not None
    assert report.diagnosis.cause == "nothing-listens"


def test_loopback_is_not_knocked_on_unless_that_is_asked_for(listener: int) -> None:
    report = balanced(listener)
    assert report.verdict is Verdict.NOT_PROBED
    assert "loopback" in report.entries[0].skipped


class TestWhy:
    """The same pipeline for one thing that was asked about."""

    def asked(self, of: Cluster, text: str, **options: object) -> Report:
        chosen = {"probe": OFF, **options}
        return why(Held.of(of), text, WhyOptions(**chosen), Silent())  # type: ignore[arg-type]

    def test_only_what_was_asked_about_and_its_other_ways_in_are_shown(self) -> None:
        report = self.asked(two_teams(), "svc/shop/web")
        assert ids(report) == {WEB}
        assert report.why is not None
        assert (report.why.matched, report.why.others) == ((WEB,), ())
        assert {str(f.subject) for f in report.findings} == {"Service shop/web"}

    def test_the_answer_has_the_cause_and_the_fix_a_command(self) -> None:
        of = cluster(service("web", selector={"app": "wbe"}), deployed("web"))
        of = with_deployments(of, deployment("web"))
        report = self.asked(of, "svc/web", namespace="shop")
        assert report.why is not None
        assert report.why.answer == (
            "svc/shop/web was not probed; it cannot work, because selector app=wbe of Service shop/web matches no pod."
        )
        (finding,) = [f for f in report.findings if f.code == "KP301"]
        assert finding.fix[-1].startswith("kubectl -n shop patch service/web ")
        diagnosis = report.exposures[0].diagnosis
        assert diagnosis is not None
        assert diagnosis.fix[-1] == finding.fix[-1]

    def test_a_scan_says_it_in_words_alone(self) -> None:
        of = with_deployments(cluster(service("web", selector={"app": "wbe"}), deployed("web")), deployment("web"))
        report = scanned(of)
        assert report.why is None
        assert not any("kubectl -n" in line for f in report.findings for line in f.fix)

    def test_a_target_that_cannot_be_read_is_refused_before_anything_is_read(self) -> None:
        source = Held.of(two_teams())
        with pytest.raises(UsageError):
            why(source, "ftp://x/", WhyOptions(probe=OFF), Silent())
        assert source.asked == []

    def test_what_is_unknown_is_a_usage_error_with_candidates(self) -> None:
        with pytest.raises(UnknownTarget) as unknown:
            self.asked(two_teams(), "svc/shop/wbe")
        assert "svc/shop/web" in unknown.value.candidates

    def test_a_node_has_its_own_entries_only(self) -> None:
        report = self.asked(two_teams(), "node/node1")
        assert {e.entry.node for x in report.exposures for e in x.entries} == {"node1"}

    def test_what_nothing_exposes_gets_advice(self) -> None:
        report = self.asked(cluster(service("web", type_="ClusterIP", selector={"app": "web"})), "svc/shop/web")
        assert report.why is not None
        assert report.why.verdict is None
        assert report.why.answer.startswith("svc/shop/web is not exposed: ")
        assert len(report.why.advice) == 5

    def test_an_address_is_knocked_on_exactly_as_asked(self, listener: int) -> None:
        of = balancer(listener)
        probe = ProbeOptions(timeout=1.0, attempts=1, allow=("127.0.0.0/8",))
        report = self.asked(of, f"127.0.10.1:{listener}", probe=probe)
        assert report.why is not None
        assert report.why.observation is not None
        assert report.why.observation.target.port == listener
        assert report.why.observation.state in {PortState.OPEN, PortState.CLOSED}

    def test_what_may_not_be_knocked_on_is_said(self, listener: int) -> None:
        report = self.asked(balancer(listener), "169.254.169.254:80", probe=ProbeOptions(attempts=1, timeout=0.2))
        assert report.why is not None
        assert report.why.observation is None
        assert any("not knocked on" in n for n in report.why.notes)


def crowded() -> Cluster:
    """More NodePorts and nodes than anybody wants the product of."""
    nodes = [node(f"node{n}", f"10.1.0.{n + 1}") for n in range(40)]
    made = [service(f"web{n}", service_port(80, node=30000 + n), selector={"app": "web"}) for n in range(20)]
    return cluster(*nodes, *made, deployed("web", node="node7"))


def test_what_a_sample_of_nodes_leaves_out_is_counted_and_said() -> None:
    report = scanned(crowded())
    listed = sum(len(e.entries) for e in report.exposures)
    assert listed < 150
    decoded = json.loads(rendered(report, "json"))
    assert sum(e["left_out"]["entries"] for e in decoded["exposures"]) == 800 - listed
    (said,) = [g for g in decoded["summary"]["not_probed"] if "sample" in g["reason"]]
    assert (said["count"], said["examples"]) == (800 - listed, [])
    assert "on 40 nodes" in rendered(report, "table")
    assert "--all-nodes" in rendered(replace(report, probed=True), "table")


def test_all_nodes_leaves_nothing_out() -> None:
    report = scanned(crowded(), all_nodes=True)
    assert sum(len(e.entries) for e in report.exposures) == 800
    assert "sample" not in rendered(report, "json")


@pytest.mark.parametrize("target", ["node/node33", "node33", "node33:30004", "10.1.0.34:30004", "http://node33:30004/"])
def test_a_node_that_is_asked_about_is_in_every_sample(target: str) -> None:
    report = why(Held.of(crowded()), target, WhyOptions(probe=OFF), Silent())
    assert report.why is not None
    matched = [e for e in report.exposures if e.exposure.id in report.why.matched]
    assert matched
    assert {entry.entry.node for e in matched for entry in e.entries} >= {"node33"}
