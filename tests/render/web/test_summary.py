from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.render.web.summary import lead, summary
from tests.kit import reports


def of(*verdicts: Verdict) -> Report:
    return reports.report(
        *(reports.reported(reports.node_port(f"web-{i}", 30000 + i), v) for i, v in enumerate(verdicts))
    )


OK, DEAD, PART, ODD, ASK = (
    Verdict.REACHABLE,
    Verdict.UNREACHABLE,
    Verdict.DEGRADED,
    Verdict.UNEXPECTED,
    Verdict.UNKNOWN,
)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (of(), "No way in from outside was found."),
        (reports.report(gaps=(reports.GAP,)), "No way in from outside was found in what could be read."),
        (of(OK), "The only way in is reachable from here."),
        (of(OK, OK), "All 2 ways in are reachable from here."),
        (of(OK, DEAD, DEAD), "2 of 3 ways in are unreachable from here."),
        (of(OK, PART), "1 of 2 ways in is degraded from here."),
        (of(OK, ODD), "1 of 2 ways in is reachable from here."),
        (of(ASK, ASK), "0 of 2 ways in are reachable from here."),
        (replace(of(OK), probed=False), "1 way in; nothing was knocked on."),
    ],
)
def test_the_report_in_one_sentence_promises_nothing_that_was_not_seen(report: Report, said: str) -> None:
    assert lead(report) == said


@given(counts=st.lists(st.sampled_from(Verdict), min_size=1, max_size=60))
def test_the_bar_is_full_and_shows_every_verdict_that_there_is(counts: list[Verdict]) -> None:
    shares = summary(of(*counts)).verdicts
    assert {share.value for share in shares} == {verdict.value for verdict in counts}
    assert all(share.width > 0 for share in shares)
    assert sum(share.width for share in shares) == 1000
    assert [share.start for share in shares] == [sum(s.width for s in shares[:i]) for i in range(len(shares))]


def test_of_ten_thousand_one_is_still_seen() -> None:
    widths = {share.value: share.width for share in summary(reports.crowd(2000, broken=1)).verdicts}
    assert widths["unreachable"] >= 4
