from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.model.text import sanitised
from kprobe.model.why import Why
from kprobe.render.spreadsheet.columns import COLUMNS
from tests.kit import reports, strangers
from tests.kit.rendering import rendered


def read(report: Report) -> list[dict[str, str]]:
    """As a strict reader of RFC 4180 has it."""
    text = rendered(report, "csv")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_there_is_a_row_for_each_entry_and_one_for_what_has_none() -> None:
    rows = read(reports.every_verdict())
    entries = [(item.exposure.id, e.entry.address) for item in reports.every_verdict().exposures for e in item.entries]
    assert [(r["exposure"], r["address"]) for r in rows if r["address"]] == entries
    [pending] = [r for r in rows if not r["address"]]
    assert (pending["exposure"], pending["verdict"]) == ("load-balancer/infra/mq/5672/TCP", "not-probed")
    assert pending["why"] == "the load balancer has no address yet"


def test_a_row_tells_the_way_in_the_entry_and_what_was_seen_there() -> None:
    [row] = [r for r in read(reports.every_verdict()) if r["source"] == "api" and r["node"] == "node3"]
    told = {name: value for name, value in row.items() if value}
    assert told == {
        "cluster": "lab",
        "exposure": "node-port/shop/api/80/TCP",
        "kind": "node-port",
        "namespace": "shop",
        "source_kind": "Service",
        "source": "api",
        "workload_kind": "Deployment",
        "workload": "api",
        "scope": "private",
        "where": ":30081 on 3 nodes",
        "verdict": "degraded",
        "cause": "selector-mismatch",
        "confidence": "possible",
        "why": "node3 does not answer: a firewall drops it (possible)",
        "address": "198.51.100.13",
        "port": "30081",
        "protocol": "TCP",
        "node": "node3",
        "predicted": "open",
        "prediction_confidence": "certain",
        "prediction_reason": "a ready endpoint answers",
        "seen": "filtered",
        "stage": "connect",
        "attempts": "3",
        "succeeded": "0",
        "seconds": "0.000400",
        "error": "no answer within 2 s",
    }


def test_an_https_entry_has_its_url_status_and_certificate() -> None:
    [row, _] = [r for r in read(reports.every_verdict()) if r["exposure"] == "ingress/shop/front/shop.example.com/"]
    assert row["url"] == "https://shop.example.com/"
    assert (row["http_status"], row["tls_version"]) == ("200", "TLSv1.3")
    assert row["certificate_not_after"] == "2027-01-01T00:00:00Z"


def test_what_was_not_probed_says_why_and_has_no_number_for_it() -> None:
    row = next(r for r in read(reports.every_verdict()) if r["source"] == "dns")
    assert row["not_probed"] == "loopback addresses are knocked on only with --allow-address"
    assert (row["seen"], row["attempts"], row["seconds"]) == ("", "", "")


def test_of_a_question_it_tells_what_was_asked_about_from_other_ways_in() -> None:
    asked = replace(
        reports.healthy(),
        why=Why(target="svc/shop/web", matched=("node-port/shop/web/80/TCP",), verdict=Verdict.REACHABLE),
    )
    assert {r["exposure"].partition("/")[0]: r["asked"] for r in read(asked)} == {
        "node-port": "true",
        "host-network": "false",
        "ingress": "false",
        "load-balancer": "false",
    }
    assert {r["asked"] for r in read(reports.healthy())} == {""}


def test_a_database_reads_it_and_can_count(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(rendered(reports.every_verdict(), "csv"), encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as stream, sqlite3.connect(":memory:") as database:
        header, *rows = csv.reader(stream)
        database.execute(f"CREATE TABLE entries ({', '.join(f'[{name}]' for name in header)})")
        database.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(header))})", rows)  # noqa: S608
        counted = database.execute("SELECT verdict, COUNT(DISTINCT exposure) FROM entries GROUP BY verdict").fetchall()
    database.close()
    assert dict(counted) == {
        "degraded": 1,
        "not-probed": 2,
        "reachable": 4,
        "unexpected": 1,
        "unknown": 1,
        "unreachable": 1,
    }


@pytest.mark.parametrize("text", [*strangers.DANGEROUS, *strangers.UNPRINTABLE])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_no_cell_is_a_formula_whatever_the_locale_separates_by(text: str, delimiter: str) -> None:
    written = rendered(strangers.saying(text), "csv").replace("\ud800", "?")
    for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")), cell
            assert not cell.startswith(("\t", "\r", "\n"))


@given(strangers.TEXTS, st.booleans())
@settings(deadline=None, max_examples=50)
def test_every_row_has_every_column(text: str, asked: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    report = sanitised(strangers.answering(text) if asked else strangers.saying(text))
    written = rendered(report, "csv")
    lines = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert {len(line) for line in lines} == {len(COLUMNS)}
    assert len(lines) == 1 + sum(len(item.entries) or 1 for item in report.exposures)


def test_lines_end_as_the_standard_has_it() -> None:
    text = rendered(reports.healthy(), "csv")
    assert text.count("\r\n") == text.count("\n") == len(read(reports.healthy())) + 1


def test_a_header_stands_even_where_there_is_nothing_to_show() -> None:
    assert rendered(reports.report(), "csv") == ",".join(column.name for column in COLUMNS) + "\r\n"
