from __future__ import annotations

import csv
import io

import pytest

from kprobe.model.difference import Difference
from kprobe.render.spreadsheet.changes import COLUMNS
from tests.kit import differences, reports


def read(difference: Difference) -> list[dict[str, str]]:
    """As a strict reader of RFC 4180 has it."""
    text = differences.rendered(difference, "csv")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_there_is_a_row_for_each_change() -> None:
    difference = differences.every_change()
    rows = read(difference)
    assert [(r["what"], r["id"], r["change"]) for r in rows] == [
        *(("way-in", c.latest.exposure.id, c.change.value) for c in difference.exposures),
        *(("finding", c.latest.id, c.change.value) for c in difference.findings),
    ]
    assert read(differences.nothing()) == []


def test_a_way_in_is_told_before_and_after() -> None:
    [row] = [r for r in read(differences.every_change()) if r["object"] == "wide"]
    assert {name: value for name, value in row.items() if value} == {
        "what": "way-in",
        "change": "changed",
        "worse": "true",
        "opened": "true",
        "id": "node-port/shop/wide/80/TCP",
        "kind": "node-port",
        "namespace": "shop",
        "object_kind": "Service",
        "object": "wide",
        "where": ":30080 on 3 nodes",
        "scope_before": "private",
        "scope_after": "internet",
        "verdict_before": "reachable",
        "verdict_after": "reachable",
        "why_worse": "private, now internet",
    }


def test_what_is_not_there_has_no_state() -> None:
    rows = read(differences.every_change())
    [gone] = [r for r in rows if r["object"] == "gone"]
    assert (gone["verdict_before"], gone["verdict_after"], gone["scope_after"]) == ("reachable", "", "")
    [unread] = [r for r in rows if r["change"] == "no-longer-known" and r["what"] == "way-in"]
    assert (unread["worse"], unread["reason"]) == ("false", "pods could not be read (forbidden)")


def test_a_finding_has_both_severities() -> None:
    [row] = [r for r in read(differences.every_change()) if r["kind"] == "KP302"]
    assert (row["severity_before"], row["severity_after"], row["worse"]) == ("warning", "error", "true")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "a;=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    new = reports.report(findings=(reports.finding(message=text),))
    [row] = read(differences.between(reports.report(), new))
    assert row["message"].replace("'", "") == text
    assert row["message"] != text


def test_the_columns_are_documented() -> None:
    assert all(COLUMNS.values())
