from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.errors import KprobeError, UsageError
from kprobe.model.report import Report
from kprobe.probing.run import STOPPED
from kprobe.serving.loop import keep_scanning
from kprobe.serving.state import Board, State, Trouble
from tests.kit import reports
from tests.kit.exporter import documents


class EndError(Exception):
    """What ends the loop here."""


class Run:
    """One report, or one error, after the other, then the end."""

    def __init__(self, *results: Report | Exception, interval: float = 60.0) -> None:
        self.board = Board(State(interval=interval))
        self.said: list[str] = []
        self.slept: list[float] = []
        self.traced: list[Exception] = []
        self.seen: list[State] = []
        self._results = list(results)
        self._running = 0

    def scan(self) -> Report:
        assert self._running == 0
        self._running += 1
        try:
            self.seen.append(self.board.state)
            result = self._results.pop(0)
            if isinstance(result, Exception):
                raise result
            return result
        finally:
            self._running -= 1

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if not self._results:
            raise EndError

    def go(self) -> State:
        with pytest.raises(EndError):
            keep_scanning(
                self.board,
                self.scan,
                publish=documents,
                say=self.said.append,
                trace=self.traced.append,
                sleep=self.sleep,
            )
        return self.board.state


AWAY = KprobeError("cannot reach the API server https://10.0.0.1:6443: connection refused", hint="check the VPN")


def test_each_scan_takes_the_place_of_the_one_before() -> None:
    first, second = reports.healthy(), reports.every_verdict()
    run = Run(first, second)
    state = run.go()
    assert state.kept is not None
    assert (state.kept.report, state.scans, state.failure, state.scanning) == (second, 2, None, False)
    assert [s.scanning for s in run.seen] == [True, True]
    assert run.said[0].startswith("4 ways in, 0 findings, in 3.2 s; the next scan begins in ")
    assert all(50 < seconds <= 60 for seconds in run.slept)


def test_an_api_server_that_is_away_leaves_the_last_report_and_is_tried_again_sooner() -> None:
    run = Run(reports.healthy(), AWAY, AWAY, AWAY, interval=300.0)
    state = run.go()
    assert state.kept is not None
    assert state.kept.report == reports.healthy()
    assert state.failure is not None
    assert state.failure.message == AWAY.message
    assert (state.scans, state.failed[Trouble.UNREADABLE]) == (4, 3)
    assert run.slept[1:] == [30.0, 30.0, 40.0]
    assert (
        run.said[1]
        == f"scan failed (unreadable): {AWAY.message}; the last report stays; the next scan begins in 30.0 s"
    )


def test_it_comes_back() -> None:
    state = Run(AWAY, reports.healthy()).go()
    assert state.kept is not None
    assert (state.failure, state.scans, state.failed[Trouble.UNREADABLE]) == (None, 2, 1)


def test_a_bug_ends_no_exporter_but_is_counted_and_traced() -> None:
    bug = ZeroDivisionError("by \x1b[31mzero")
    run = Run(bug, reports.healthy())
    state = run.go()
    assert (state.failed[Trouble.INTERNAL], run.traced) == (1, [bug])
    assert run.said[0].startswith("scan failed (internal): ZeroDivisionError: by \\x1b[31mzero; there is no report yet")


def test_what_cannot_be_meant_ends_it_at_the_first_scan_only() -> None:
    wrong = UsageError("there is no context 'x' in the kubeconfig")
    with pytest.raises(UsageError):
        keep_scanning(
            Board(State(interval=60.0)), Run(wrong).scan, publish=documents, say=lambda _: None, sleep=lambda _: None
        )
    state = Run(reports.healthy(), wrong).go()
    assert state.failed[Trouble.UNREADABLE] == 1


def test_an_incomplete_report_is_said_to_be_so() -> None:
    run = Run(replace(reports.healthy(), interrupted="the deadline of 120 s passed"))
    run.go()
    assert run.said[0].startswith("4 ways in, 0 findings, incomplete, in ")


def test_what_ctrl_c_cut_short_is_no_report() -> None:
    board = Board(State(interval=60.0))
    run = Run(replace(reports.healthy(), interrupted=STOPPED))
    with pytest.raises(KeyboardInterrupt):
        keep_scanning(board, run.scan, publish=documents, say=run.said.append, sleep=run.sleep)
    assert (board.state.kept, run.said) == (None, [])
