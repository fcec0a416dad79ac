from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence
from kprobe.model.report import Report, Vantage, VantageKind
from kprobe.model.text import sanitised
from kprobe.model.why import Why
from tests.kit import reports, strangers
from tests.kit.github import Page, page
from tests.kit.rendering import rendered

OURS = "https://github.com/kprobe/kprobe/blob/main/docs/checks/"
COMMENT = 65_536  # characters that GitHub takes in one


def shown(report: Report) -> Page:
    return page(rendered(report, "markdown"))


def test_it_begins_with_what_a_reader_must_know() -> None:
    assert shown(reports.every_verdict()).texts("h2") == [
        "kprobe: 1 error, 1 warning, 1 for information; 3 of 10 ways in need attention"
    ]
    assert shown(reports.healthy()).texts("h2") == ["kprobe: no errors, no warnings"]


def test_the_first_table_counts_the_verdicts_worst_first() -> None:
    cells = shown(reports.every_verdict()).texts("table")[0].split("\n")
    told = [cell for cell in cells if cell.strip()]
    assert told[:6] == ["✗ unreachable", "~ degraded", "! unexpected", "? unknown", "· not probed", "✓ reachable"]
    assert told[6:] == ["1", "1", "1", "1", "2", "4"]


def test_what_is_wrong_has_rows_and_what_is_healthy_has_none() -> None:
    [_, wrong, unclear] = shown(reports.every_verdict()).texts("table")
    told = [line for line in wrong.split("\n") if line.strip()]
    assert told[4:8] == [
        "✗\xa0unreachable",
        "NodePort shop/web:30080 on 3 nodes",
        "closedpredicted closed",
        "selector app=wbe matches no pod",
    ]
    assert [word for word in ("degraded", "unexpected") if word not in wrong] == []
    assert [word for word in ("unknown", "not probed") if word not in unclear] == []
    assert "edge" not in wrong + unclear


def test_a_healthy_cluster_has_neither_rows_nor_findings() -> None:
    told = shown(reports.healthy())
    assert len(told.texts("table")) == 1
    assert told.texts("summary") == []


def test_a_finding_is_a_line_that_opens_to_evidence_and_fix() -> None:
    finding = replace(
        reports.finding(fix=("Make the selector equal.", "kubectl -n shop edit service web")),
        confidence=Confidence.LIKELY,
    )
    told = shown(reports.report(findings=(finding,)))
    assert told.texts("summary") == [
        "error KP301 Service shop/web: selector app=wbe matches 0 of 12 pods; Deployment web has app=web (likely)"
    ]
    assert "spec.selector: app=wbe" in told.texts("li")
    assert told.texts("pre") == ["kubectl -n shop edit service web\n"]
    assert "Make the selector equal." in told.texts("p")
    assert told.links() == [f"{OURS}KP301.md"]


def test_what_is_only_worth_knowing_is_a_list_that_opens() -> None:
    told = shown(reports.every_verdict())
    assert told.texts("summary")[-1] == "1 for information"
    assert "KP204 Service shop/cart: NodePort 30005 is in the static band" in told.texts("li")


def test_what_is_not_known_is_said() -> None:
    told = " ".join(shown(reports.every_verdict()).texts("li"))
    assert "Not known: events (forbidden): scheduling failures are not explained" in told
    assert "Not probed: 3 entries" in told
    inside = replace(reports.healthy(), vantage=Vantage(kind=VantageKind.POD))
    assert "this proves nothing about outside" in " ".join(shown(inside).texts("li"))


def test_the_next_command_is_that_for_the_worst() -> None:
    assert "Next: kprobe why svc/shop/web" in shown(reports.every_verdict()).texts("p")


@pytest.mark.parametrize("text", strangers.DANGEROUS, ids=ascii)
def test_strangers_notify_nobody_and_link_nowhere(text: str) -> None:
    for report in (strangers.saying(text), strangers.answering(text)):
        told = shown(sanitised(report))
        assert list(told.noticed()) == []
        assert [link for link in told.links() if not link.startswith(OURS)] == []
        assert {tag for tag, _ in told.elements}.isdisjoint({"img", "script", "input", "h1", "del", "blockquote"})


@given(strangers.TEXTS, st.booleans())
@settings(deadline=None, max_examples=50)
def test_tables_keep_their_columns_whatever_strangers_write(text: str, asked: bool) -> None:  # noqa: FBT001
    told = shown(sanitised(strangers.answering(text) if asked else strangers.saying(text)))
    cells = [tag for tag, _ in told.elements].count("td")
    assert cells == (0 if asked else 6 + 4 * 3)
    assert list(told.noticed()) == []


def test_an_answer_is_the_page_that_a_terminal_shows() -> None:
    why = Why(
        target="svc/shop/web",
        matched=("node-port/shop/web/80/TCP",),
        verdict=Verdict.UNREACHABLE,
        answer="svc/shop/web is not reachable from outside, because selector app=wbe matches no pod.",
        confidence=Confidence.CERTAIN,
    )
    told = shown(replace(reports.every_verdict(), why=why))
    assert told.texts("h2") == ["kprobe why svc/shop/web"]
    assert told.texts("strong") == [why.answer]
    [terminal] = told.texts("pre")
    assert "NodePort web  :30080 on 3 nodes  unreachable" in terminal
    assert "kubectl -n shop edit service web" in terminal or "kubectl edit" in terminal


@pytest.mark.parametrize(
    "report", [reports.crowd(3000, broken=3000), strangers.saying("&" * 9000)], ids=["many", "long"]
)
def test_it_fits_into_a_comment_and_says_what_it_left_out(report: Report) -> None:
    text = rendered(report, "markdown")
    assert len(text) < COMMENT
    assert "more, for which there was no room here" in text
