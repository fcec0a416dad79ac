"""Scans, one after the other, in the thread that calls: never two at once, and none that piles up."""

from __future__ import annotations

import time
from collections.abc import Callable

from kprobe.errors import KprobeError, UsageError
from kprobe.model.report import Report
from kprobe.model.text import visible
from kprobe.probing.run import STOPPED
from kprobe.render.people.words import duration, many, ways_in
from kprobe.serving.clock import Moment, now
from kprobe.serving.documents import Documents
from kprobe.serving.pace import pause
from kprobe.serving.state import Board, Failure, Kept, State, Trouble


def keep_scanning(
    board: Board,
    scan: Callable[[], Report],
    *,
    publish: Callable[[Report], Documents],
    say: Callable[[str], None],
    trace: Callable[[Exception], None] = lambda _error: None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """For ever: what `scan` gives goes on the `board`, what it raises is counted and said.

    `publish` makes what is served of a report; `trace` is told of what no scan should raise. Ends by KeyboardInterrupt,
    or by UsageError where the first scan raises it: what was asked for cannot be meant.
    """
    while True:
        state = _one(board, scan, publish, trace)
        rest = pause(state.interval, state.took or 0.0, state.in_a_row)
        say(f"{_outcome(state)}; the next scan begins in {duration(rest)}")
        sleep(rest)


def _one(
    board: Board,
    scan: Callable[[], Report],
    publish: Callable[[Report], Documents],
    trace: Callable[[Exception], None],
) -> State:
    board.state = board.state.begun()
    began = now()
    try:
        report = scan()
    except UsageError as error:
        if board.state.kept is None:
            raise
        return _failed(board, began, Trouble.UNREADABLE, error.message)
    except KprobeError as error:
        return _failed(board, began, Trouble.UNREADABLE, error.message)
    except Exception as error:  # noqa: BLE001 - the next scan may meet another cluster
        trace(error)
        return _failed(board, began, Trouble.INTERNAL, f"{type(error).__name__}: {error}")
    if report.interrupted == STOPPED:
        raise KeyboardInterrupt  # it ended the knocking, and is meant for all of it
    ended = now()
    kept = Kept(report=report, at=ended, documents=publish(report))
    board.state = board.state.ended(kept, ended.since(began))
    return board.state


def _failed(board: Board, began: Moment, trouble: Trouble, message: str) -> State:
    ended = now()
    board.state = board.state.without(Failure(at=ended, trouble=trouble, message=visible(message)), ended.since(began))
    return board.state


def _outcome(state: State) -> str:
    if state.failure is not None:
        kept = "the last report stays" if state.kept is not None else "there is no report yet"
        return f"scan failed ({state.failure.trouble}): {state.failure.message}; {kept}"
    report = state.kept.report if state.kept is not None else None
    if report is None:
        return "no report"
    broken = ", incomplete" if any(not gap.advisory for gap in report.gaps) or report.interrupted else ""
    found = f"{ways_in(len(report.exposures))}, {many(len(report.findings), 'finding')}"
    return f"{found}{broken}, in {duration(report.seconds)}"
