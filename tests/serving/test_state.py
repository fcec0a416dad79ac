from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.report import Report
from kprobe.model.snapshot import Gap, GapReason
from kprobe.serving.clock import Moment
from kprobe.serving.state import Failure, State, Trouble, readiness
from tests.kit import reports
from tests.kit.exporter import NONE, kept

ZERO = Moment(wall=1_700_000_000.0, steady=50.0)


def after(seconds: float) -> Moment:
    return Moment(wall=ZERO.wall + seconds, steady=ZERO.steady + seconds)


def good(at: Moment = ZERO, state: State = NONE) -> State:
    return state.ended(kept(reports.healthy(), at=at), 3.2)


def gap(reason: GapReason, *, advisory: bool = False) -> Report:
    lost = Gap(what="services", reason=reason, effect="x", detail="the connection broke off", advisory=advisory)
    return reports.report(gaps=(lost,))


def failed(state: State, at: Moment, message: str = "connection refused") -> State:
    return state.without(Failure(at=at, trouble=Trouble.UNREADABLE, message=message), 0.5)


def test_without_a_report_it_is_not_ready() -> None:
    assert not NONE.ready(ZERO)
    assert readiness(NONE, ZERO) == ("not ready: no scan has given a report yet",)
    assert readiness(NONE.begun(), ZERO)[-1] == "a scan is running"


def test_with_one_it_is_ready_until_that_is_too_old() -> None:
    state = good()
    assert state.limit == pytest.approx(3 * (60.0 + reports.healthy().seconds))
    assert state.ready(after(state.limit))
    assert not state.ready(after(state.limit + 1))
    assert readiness(state, after(30)) == ("ready: the report is 30.0 s old; the limit is 3 min 10 s",)
    assert readiness(state, after(600))[0] == "not ready: the report is 10 min 0 s old, and the limit is 3 min 10 s"


def test_the_limit_can_be_set() -> None:
    state = good(state=replace(NONE, max_age=100.0))
    assert (state.ready(after(100)), state.ready(after(101))) == (True, False)


def test_no_clock_makes_a_report_younger() -> None:
    set_back = Moment(wall=ZERO.wall - 3600, steady=ZERO.steady + 200)
    suspended = Moment(wall=ZERO.wall + 200, steady=ZERO.steady)
    both_back = Moment(wall=ZERO.wall - 1, steady=ZERO.steady - 1)
    assert [good().age(now) for now in (set_back, suspended, both_back)] == [200.0, 200.0, 0.0]


def test_a_failure_keeps_the_report_and_is_counted_and_told() -> None:
    before = good()
    state = failed(before, after(60))
    assert (state.kept, state.scans, state.in_a_row) == (before.kept, 2, 1)
    assert state.failed == {Trouble.UNREADABLE: 1, Trouble.INCOMPLETE: 0, Trouble.INTERNAL: 0}
    assert state.age(after(70)) == 70.0
    assert "the last scan failed (unreadable, 2023-11-14 22:14:20 UTC): connection refused" in readiness(
        state, after(70)
    )
    again = good(after(90), state)
    assert (again.failure, again.in_a_row, again.failed[Trouble.UNREADABLE]) == (None, 0, 1)


def test_a_report_that_broke_off_does_not_take_the_place_of_a_good_one() -> None:
    state = good().ended(kept(gap(GapReason.FAILED), at=after(60)), 2.0)
    assert state.kept is not None
    assert state.kept.report == reports.healthy()
    assert state.failure is not None
    assert state.failure.trouble is Trouble.INCOMPLETE
    assert state.failure.message == "services could not be read: failed, the connection broke off"


@pytest.mark.parametrize(
    ("before", "report"),
    [
        pytest.param(NONE, gap(GapReason.FAILED), id="there is no other"),
        pytest.param(good(after(-10_000)), gap(GapReason.TIMED_OUT), id="the other is too old"),
        pytest.param(NONE.ended(kept(gap(GapReason.FAILED), at=ZERO), 1.0), gap(GapReason.FAILED), id="no better one"),
        pytest.param(good(), gap(GapReason.FORBIDDEN), id="what is forbidden stays so"),
        pytest.param(good(), gap(GapReason.FAILED, advisory=True), id="no verdict rests on it"),
    ],
)
def test_otherwise_what_is_known_is_shown(before: State, report: Report) -> None:
    state = before.ended(kept(report, at=after(1)), 2.0)
    assert state.kept is not None
    assert (state.kept.report, state.failure) == (report, None)
