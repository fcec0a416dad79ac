from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from kprobe.cli.outputs import emit, parse_outputs, replacing
from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.model.snapshot import GapReason
from kprobe.model.text import sanitised
from kprobe.model.why import Why
from kprobe.render.metrics.registry import METRICS
from tests.kit import reports, strangers
from tests.kit.rendering import rendered

PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="promtool is not installed: apt-get install prometheus, or brew install prometheus"
)


def samples(report: Report) -> Iterator[tuple[str, dict[str, str], float]]:
    """As prometheus_client's own parser has them."""
    for family in text_string_to_metric_families(rendered(report, "prometheus")):
        assert family.type == "gauge"
        for sample in family.samples:
            assert sample.timestamp is None  # the textfile collector refuses files with any
            yield sample.name, sample.labels, sample.value


def values(report: Report, name: str, *labels: str) -> dict[str | tuple[str, ...], float]:
    """Of one metric, by the labels given."""
    told = [
        (tuple(given[label] for label in labels), value) for found, given, value in samples(report) if found == name
    ]
    assert len(dict(told)) == len(told)
    return {key[0] if len(key) == 1 else key: value for key, value in told}


@needs_promtool
@pytest.mark.parametrize(
    "report",
    [reports.healthy(), reports.every_verdict(), reports.hostile(), reports.report(), strangers.answering('a"\\b\n')],
    ids=["healthy", "every verdict", "hostile names", "nothing", "an answer"],
)
def test_promtool_takes_it(report: Report) -> None:
    assert PROMTOOL is not None
    done = subprocess.run(
        [PROMTOOL, "check", "metrics"],
        input=rendered(report, "prometheus"),
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_promtool
def test_promtool_would_have_complained() -> None:
    assert PROMTOOL is not None
    bad = "# HELP kprobe_scans_total x\n# TYPE kprobe_scans_total gauge\nkprobe_scans_total 1\n"
    done = subprocess.run([PROMTOOL, "check", "metrics"], input=bad, capture_output=True, text=True, check=False)
    assert done.returncode != 0


@given(strangers.TEXTS, st.booleans())
@settings(deadline=None, max_examples=50)
def test_whatever_strangers_write_comes_back_as_it_was(text: str, asked: bool) -> None:  # noqa: FBT001
    report = sanitised(strangers.answering(text) if asked else strangers.saying(text))
    seen = {labels["exposure"]: labels for name, labels, _ in samples(report) if name == "kprobe_exposure_info"}
    assert set(seen) == {item.exposure.id for item in report.exposures}
    assert {labels["namespace"] for labels in seen.values()} == {report.exposures[0].exposure.source.namespace}


def test_only_a_reachable_way_in_is_a_success_and_what_is_not_known_is_absent() -> None:
    told = values(reports.every_verdict(), "kprobe_exposure_success", "exposure")
    by_verdict = {item.exposure.id: item.verdict for item in reports.every_verdict().exposures}
    assert {by_verdict[str(name)] for name, value in told.items() if value == 1} == {Verdict.REACHABLE}
    assert {by_verdict[str(name)] for name, value in told.items() if value == 0} == {
        Verdict.UNREACHABLE,
        Verdict.DEGRADED,
        Verdict.UNEXPECTED,
    }
    assert {by_verdict[name] for name in by_verdict.keys() - told.keys()} == {Verdict.UNKNOWN, Verdict.NOT_PROBED}


def test_every_way_in_has_its_verdict_and_no_other() -> None:
    told = values(reports.every_verdict(), "kprobe_exposure_verdict", "exposure", "verdict")
    wanted = {(item.exposure.id, item.verdict.value): 1.0 for item in reports.every_verdict().exposures}
    assert told == wanted


def test_the_counts_have_their_zeros() -> None:
    counts = values(reports.every_verdict(), "kprobe_exposures", "kind", "verdict")
    assert counts["node-port", "unreachable"] == 1
    assert counts["ingress", "reachable"] == 2
    assert counts["external-ip", "unreachable"] == 0
    assert sum(counts.values()) == 10
    assert values(reports.healthy(), "kprobe_findings", "severity") == {"error": 0, "warning": 0, "info": 0}
    assert values(reports.every_verdict(), "kprobe_findings", "severity") == {"error": 1, "warning": 1, "info": 1}


def test_a_kind_that_is_not_built_in_is_counted_too() -> None:
    odd = replace(reports.node_port("web", 30080), kind="of-tomorrow")
    counts = values(reports.report(reports.reported(odd)), "kprobe_exposures", "kind", "verdict")
    assert counts["of-tomorrow", "reachable"] == 1


def test_a_certificate_ends_when_the_first_of_the_served_ones_does() -> None:
    front = reports.ingress("front", "shop.example.com", "/")
    item = reports.reported(front)
    early = datetime(2026, 12, 1, tzinfo=UTC)
    entry = item.entries[1]
    assert entry.observation is not None
    assert entry.observation.tls is not None
    sooner = replace(entry, observation=replace(entry.observation, tls=replace(entry.observation.tls, not_after=early)))
    told = values(
        reports.report(
            replace(item, entries=(item.entries[0], sooner)), reports.reported(reports.node_port("web", 30080))
        ),
        "kprobe_exposure_certificate_not_after_timestamp_seconds",
        "exposure",
    )
    assert told == {front.id: early.timestamp()}


def test_connecting_takes_as_long_as_to_the_slowest_entry_that_answers() -> None:
    api = reports.node_port("api", 30081)
    seen = (
        reports.observation(api.entries[0], seconds=0.25),
        reports.observation(api.entries[1], seconds=0.5),
        reports.observation(api.entries[2], seconds=2.0, succeeded=0),
    )
    told = values(reports.report(reports.reported(api, seen=seen)), "kprobe_exposure_connect_duration_seconds", "kind")
    assert told == {"node-port": 0.5}


def test_the_run_tells_when_how_long_and_whether_it_is_complete() -> None:
    whole, partial = reports.healthy(), reports.every_verdict()
    assert values(whole, "kprobe_scan_timestamp_seconds", "cluster") == {"lab": whole.generated.timestamp()}
    assert values(whole, "kprobe_scan_duration_seconds", "cluster") == {"lab": 3.2}
    assert values(whole, "kprobe_scan_complete", "cluster") == {"lab": 1}
    assert values(partial, "kprobe_scan_complete", "cluster") == {"lab": 0}
    assert values(replace(whole, interrupted="x"), "kprobe_scan_complete", "cluster") == {"lab": 0}
    assert values(replace(whole, probed=False), "kprobe_scan_probed", "cluster") == {"lab": 0}


def test_gaps_are_counted_by_reason_and_by_whether_a_verdict_rests_on_them() -> None:
    gaps = (reports.GAP, reports.GAP, replace(reports.GAP, reason=GapReason.NOT_SERVED, advisory=True))
    told = values(reports.report(gaps=gaps), "kprobe_scan_gaps", "reason", "advisory")
    assert {key: value for key, value in told.items() if value} == {
        ("forbidden", "false"): 2,
        ("not_served", "true"): 1,
    }
    assert len(told) == 2 * len(GapReason)


def test_a_finding_has_its_code_and_its_object() -> None:
    told = [labels for name, labels, _ in samples(reports.every_verdict()) if name == "kprobe_finding_info"]
    assert told[0] == {
        "cluster": "lab",
        "finding": "KP301/Service/shop/web",
        "code": "KP301",
        "name": "selector-matches-nothing",
        "severity": "error",
        "confidence": "certain",
        "object_kind": "Service",
        "namespace": "shop",
        "object": "web",
    }


@pytest.mark.parametrize(
    ("verdict", "told"),
    [(Verdict.REACHABLE, {"svc/shop/web": 1.0}), (None, {"svc/shop/web": 0.0}), (Verdict.UNKNOWN, {})],
    ids=["reachable", "not exposed", "unknown"],
)
def test_a_question_has_its_answer(verdict: Verdict | None, told: dict[str, float]) -> None:
    asked = replace(reports.healthy(), why=Why(target="svc/shop/web", verdict=verdict))
    assert values(asked, "kprobe_target_success", "target") == told


def test_a_scan_has_at_most_four_series_a_way_in_besides_its_info_and_a_bounded_rest() -> None:
    few, many = (sum(1 for _ in samples(reports.crowd(count))) for count in (100, 300))
    assert (many - few) / 200 <= 5
    assert few - 100 * (many - few) / 200 < 100


def test_no_metric_is_named_or_explained_twice() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert re.fullmatch(r"kprobe_[a-z_]+", metric.name)
        assert metric.help.endswith(".")
        assert "cluster" not in metric.labels


def test_the_textfile_collector_may_read_the_file(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        emit(reports.healthy(), parse_outputs((f"prometheus={tmp_path / 'kprobe.prom'}",)))
    finally:
        os.umask(mask)
    [written] = tmp_path.iterdir()
    assert written.name == "kprobe.prom"
    assert stat.S_IMODE(written.stat().st_mode) == 0o644


def test_the_textfile_collector_never_takes_a_file_that_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "kprobe.prom"
    with replacing(path) as stream:
        stream.write("kprobe_scan_complete 1")
        stream.flush()
        assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".prom")] == []
    assert [p.name for p in tmp_path.iterdir()] == ["kprobe.prom"]
