from __future__ import annotations

import io
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from msgspec.structs import replace

from kprobe.model.probe import Stage
from kprobe.model.report import Report
from kprobe.render.contract.convert import convert
from kprobe.render.renderer import Output
from tests.kit import reports
from tests.kit.rendering import rendered, renderers

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def everywhere(nodes: int) -> Report:
    """One way in, on so many nodes."""
    exposure = reports.node_port("web", 30080)
    first = exposure.entries[0]
    entries = tuple(replace(first, address=f"10.0.{n >> 8}.{n & 255}", node=f"node{n}") for n in range(nodes))
    return reports.report(reports.reported(replace(exposure, entries=entries)))


REPORTS = {
    "a healthy cluster": reports.healthy(),
    "every verdict": reports.every_verdict(),
    "hostile names": reports.hostile(),
    "three hundred exposures": reports.crowd(broken=7),
    "a way in on every one of 250 nodes": everywhere(250),
    "nothing exposed": reports.report(),
}


def document(report: Report) -> Any:
    return json.loads(rendered(report, "json"))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_fulfils_the_published_schema(report: Report) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(document(report))


def test_the_schema_refuses_a_verdict_that_does_not_exist() -> None:
    broken = document(reports.healthy())
    broken["exposures"][0]["verdict"] = "fine"
    with pytest.raises(jsonschema.ValidationError, match="fine"):
        jsonschema.Draft202012Validator(SCHEMA).validate(broken)


def test_the_schema_refuses_a_report_without_findings() -> None:
    broken = document(reports.healthy())
    del broken["findings"]
    with pytest.raises(jsonschema.ValidationError, match="findings"):
        jsonschema.Draft202012Validator(SCHEMA).validate(broken)


def test_the_names_of_the_contract_are_there() -> None:
    shown = document(reports.every_verdict())
    assert shown["schema"] == "kprobe/v1"
    assert shown["kprobe"] == {"version": "0.1.0"}
    assert {"schema", "kprobe", "generated", "cluster", "vantage", "gaps", "exposures", "findings", "summary"} <= set(
        shown
    )
    assert shown["cluster"]["node_port_range"]["range"] == "30000-32767"
    assert shown["cluster"]["data_plane"] == {"node1": "iptables", "node2": "iptables", "node3": "iptables"}
    assert shown["gaps"][0]["what"] == "events"
    exposure = shown["exposures"][0]
    assert {"id", "kind", "source", "workload", "scope", "verdict", "entries", "route", "diagnosis"} <= set(exposure)
    entry = exposure["entries"][0]
    assert {"address", "port", "protocol", "node", "host", "path", "prediction", "observation"} <= set(entry)
    assert {"states", "confidence", "reason"} <= set(entry["prediction"])
    assert {"state", "stage", "attempts", "succeeded", "seconds", "http_status", "tls", "error"} <= set(
        entry["observation"]
    )
    assert {"link", "subject", "state", "reason", "evidence"} <= set(exposure["route"][0])
    assert {"cause", "confidence", "subject", "message", "evidence", "fix", "finding"} <= set(exposure["diagnosis"])
    finding = shown["findings"][0]
    assert finding["id"] == "KP301/Service/shop/web"
    assert {"code", "name", "severity", "confidence", "subject", "message", "evidence", "fix", "exposures"} <= set(
        finding
    )
    assert finding["url"].endswith("KP301.md")


def test_the_observation_is_null_where_nothing_was_tried_and_the_reason_is_said() -> None:
    entry = next(e for e in document(reports.every_verdict())["exposures"] if "/dns/" in e["id"])["entries"][0]
    assert entry["observation"] is None
    assert "loopback" in entry["skipped"]


def test_the_state_is_null_where_nothing_was_learnt() -> None:
    exposure = reports.node_port("web", 30080)
    seen = tuple(
        reports.observation(e, None, stage=Stage.RESOLVE, error="no such name", succeeded=0) for e in exposure.entries
    )
    observation = document(reports.report(reports.reported(exposure, seen=seen)))["exposures"][0]["entries"][0][
        "observation"
    ]
    assert observation["state"] is None
    assert observation["error"] == "no such name"


def test_the_time_is_rfc_3339_in_utc() -> None:
    elsewhere = datetime(2026, 11, 23, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    assert document(replace(reports.healthy(), generated=elsewhere))["generated"] == "2026-11-23T12:00:00Z"


def test_the_summary_counts_verdicts_severities_kinds_and_what_was_not_probed() -> None:
    summary = document(reports.every_verdict())["summary"]
    assert summary["exposures"] == 10
    assert summary["entries"] == 23
    assert summary["verdicts"] == {
        "unreachable": 1,
        "degraded": 1,
        "unexpected": 1,
        "unknown": 1,
        "not-probed": 2,
        "reachable": 4,
    }
    assert summary["severities"] == {"error": 1, "warning": 1, "info": 1}
    assert summary["kinds"] == {"node-port": 6, "load-balancer": 1, "ingress": 2, "host-port": 1}
    [left_out] = summary["not_probed"]
    assert left_out["count"] == 3
    assert left_out["examples"][0] == "198.51.100.11:30053/UDP"


def test_a_stream_that_takes_no_unicode_gets_the_same_document_in_escapes() -> None:
    report = replace(reports.hostile(), notes=("日本語 😀",))
    text = rendered(report, "json", unicode=False)
    assert text.isascii()
    assert json.loads(text) == document(report)


def test_the_document_ends_in_a_newline() -> None:
    stream = io.StringIO()
    renderers()["json"].render(reports.healthy(), Output(stream=stream))
    assert stream.getvalue().endswith("}\n")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_what_is_written_piece_by_piece_is_the_whole_document_indented(report: Report) -> None:
    whole = msgspec.json.format(msgspec.json.encode(convert(report)), indent=2).decode()
    assert rendered(report, "json") == f"{whole}\n"
