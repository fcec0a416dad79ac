"""Whatever can be decoded goes through every stage and comes out as a report that encodes."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.app import ScanOptions, scan
from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.diagnosis.diagnose import diagnose
from kprobe.diff.compare import compare
from kprobe.errors import UsageError
from kprobe.export import blackbox, haproxy, nginx
from kprobe.export.exporter import Listen, Mode, Wishes
from kprobe.exposures.classify import classify
from kprobe.model.difference import Side
from kprobe.model.finding import Severity
from kprobe.model.probe import Observation, ProbeResult, Skipped
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import ClusterFacts, Report, Vantage, VantageKind
from kprobe.model.snapshot import Snapshot
from kprobe.model.text import sanitised
from kprobe.pipeline.choose import Choice, choose
from kprobe.policy.baseline import baseline_of
from kprobe.policy.baseline_file import parsed, written
from kprobe.policy.enforce import enforce
from kprobe.policy.policy import NO_POLICY
from kprobe.progress import Silent
from kprobe.render.contract.convert import convert
from kprobe.render.contract.restore import restore
from kprobe.routes.trace import trace
from tests.kit.anything import SNAPSHOTS, seen_at
from tests.kit.exporting import ORIGIN
from tests.kit.rendering import rendered
from tests.kit.source import Held

many = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
pytestmark = pytest.mark.timeout(180)


@many
@given(SNAPSHOTS)
def test_a_scan_without_probing_ends_in_a_report_that_every_program_can_read(snapshot: Snapshot) -> None:
    report = scan(Held(held=snapshot), ScanOptions(probe=ProbeOptions(enabled=False)), Silent())
    assert [g for g in report.gaps if g.what.startswith("check ")] == [], "a check raised"
    decoded = msgspec.json.decode(rendered(report, "json"))
    assert decoded["schema"] == "kprobe/v1"
    ids = [e["id"] for e in decoded["exposures"]]
    assert len(ids) == len(set(ids))
    assert {i for f in decoded["findings"] for i in f["exposures"]} <= set(ids)


SECTION = r"(frontend|backend) [\w.-]+"
SERVER = r"    server [\w.-]+ ([\d.]+|\[[\da-f:.]+\]):-?\d+ check[ a-z\d-]*"
LINE = re.compile(rf"#.*|{SECTION}|{SERVER}|    #.*|    (?!server)[a-z][a-z-]+ [^#\n]+", re.ASCII)


@many
@given(SNAPSHOTS)
def test_whatever_is_exported_is_lines_of_few_kinds_and_targets_that_can_be_read(snapshot: Snapshot) -> None:
    chosen = choose(Held(held=snapshot), Choice(), Silent())
    node_ports = replace(chosen, exposures=tuple(e for e in chosen.exposures if e.kind == "node-port"))
    with contextlib.suppress(UsageError):  # two that want one port, source ranges that cannot be read
        text = haproxy.render(node_ports, Wishes(listen=Listen.NODE_PORT), ORIGIN).text
        assert [line for line in text.splitlines() if line and not LINE.fullmatch(line)] == []
    with contextlib.suppress(UsageError):
        nginx.render(node_ports, Wishes(listen=Listen.NODE_PORT, mode=Mode.TCP), ORIGIN)
    written = blackbox.render(chosen, Wishes(), ORIGIN)
    groups = yaml.safe_load(written.text)
    assert len({g["labels"]["exposure"] for g in groups}) == written.written
    assert all(isinstance(text, str) for g in groups for text in (*g["targets"], *g["labels"].values()))


@many
@given(SNAPSHOTS, st.data())
def test_whatever_is_seen_is_judged_and_shown(snapshot: Snapshot, data: st.DataObject) -> None:
    cluster = Cluster(snapshot)
    exposures = classify(cluster)
    routes = trace(cluster, exposures)
    findings, _ = judge(cluster, exposures, strict=True)
    told = [data.draw(seen_at(e.entry)) for x in exposures for e in routes[x.id].entries]
    result = ProbeResult(
        observations=tuple(o for o in told if isinstance(o, Observation)),
        skipped=tuple(s for s in told if isinstance(s, Skipped)),
    )
    reports, findings = diagnose(exposures, routes, findings, result)
    assert [r.exposure for r in reports] == list(exposures)
    ids = [f.id for f in findings]
    assert len(ids) == len(set(ids))
    assert {r.diagnosis.finding for r in reports if r.diagnosis and r.diagnosis.finding} <= set(ids)
    report = sanitised(
        Report(
            version="0",
            generated=datetime(2026, 11, 1, tzinfo=UTC),
            cluster=ClusterFacts(
                context="",
                server="",
                version="",
                nodes=0,
                data_plane=(),
                data_plane_source="",
                node_port_range=snapshot.node_port_range,
            ),
            vantage=Vantage(kind=VantageKind.UNKNOWN),
            probed=True,
            gaps=snapshot.gaps,
            exposures=reports,
            findings=findings,
            seconds=0.0,
        )
    )
    msgspec.json.encode(convert(report))
    assert rendered(report, "table", width=80)


@many
@given(SNAPSHOTS)
def test_any_report_is_accepted_by_its_own_baseline_and_does_not_differ_from_itself(snapshot: Snapshot) -> None:
    report = scan(Held(held=snapshot), ScanOptions(probe=ProbeOptions(enabled=False)), Silent())
    text = "".join(written(baseline_of(report, "b.json"))).encode()
    held = enforce(report, NO_POLICY, parsed(text, "b.json"))
    assert all(f.known for f in held.findings)
    read = restore(rendered(report, "json").encode(), "r.json")
    sides = Side(name="old", report=report), Side(name="new", report=read)
    difference = compare(*sides, counted=frozenset(Severity))
    assert (difference.exposures, difference.findings) == ((), ())
