from __future__ import annotations

import io

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.render.people.answer import answer, others
from kprobe.render.people.lines import Line
from kprobe.render.renderer import Output
from tests.kit import targets


def lines(report: Report, width: int = 0) -> list[Line]:
    assert report.why is not None
    return list(answer(report, report.why, Output(stream=io.StringIO(), width=width)))


@pytest.mark.parametrize(
    ("verdict", "style"),
    [
        (Verdict.REACHABLE, "bold green"),
        (Verdict.UNREACHABLE, "bold red"),
        (Verdict.DEGRADED, "bold yellow"),
        (Verdict.UNKNOWN, "bold yellow"),
        (None, "bold red"),
    ],
)
def test_its_colour_follows_the_verdict(verdict: Verdict | None, style: str) -> None:
    [line] = lines(targets.asked(answer="so it is.", verdict=verdict))
    assert line[0] == ("so it is.", style)


def test_what_was_merely_seen_claims_no_certainty() -> None:
    [line] = lines(targets.healthy())
    assert line == (("svc/shop/web is reachable from outside at 3 of 3 addresses.", "bold green"),)


def test_a_certainty_that_does_not_fit_the_line_has_its_own() -> None:
    *_, last = lines(targets.asked(answer="x" * 38), width=40)
    assert "".join(text for text, _ in last).strip() == "certain"


def test_other_ways_in_that_work_come_first() -> None:
    broken, works = targets.refused(), targets.open_everywhere("api", 30081)
    report = targets.asked(others=(broken, works))
    assert report.why is not None
    assert [item.verdict for item in others(report, report.why)] == [Verdict.REACHABLE, Verdict.UNREACHABLE]
