from __future__ import annotations

import errno
from typing import Any

import pytest

from kprobe.model.probe import PortState
from kprobe.probing.failures import NO_ROUTE, RESET, SILENT, Failure, of_errno
from kprobe.probing.knock import SPREAD, Door, Tally, enough

REFUSED = of_errno(errno.ECONNREFUSED)
AWAY = of_errno(errno.EHOSTUNREACH)

SERIES = {
    "always open": ([None, None, None], (PortState.OPEN, 3, "")),
    "open but once": ([None, REFUSED, None], (PortState.OPEN, 2, "refused")),
    "open at last": ([SILENT, SILENT, None], (PortState.OPEN, 1, "no answer in time")),
    "always refused": ([REFUSED, REFUSED, REFUSED], (PortState.CLOSED, 0, "refused")),
    "refused once among silences": ([SILENT, REFUSED, SILENT], (PortState.CLOSED, 0, "refused")),
    "unreachable once among silences": ([SILENT, AWAY, SILENT], (PortState.UNREACHABLE, 0, AWAY.words)),
    "always silent": ([SILENT, SILENT, SILENT], (PortState.FILTERED, 0, "no answer in time")),
    "reset by connect itself": ([RESET], (PortState.OPEN, 1, "")),
}


@pytest.mark.parametrize(("series", "expected"), SERIES.values(), ids=SERIES)
def test_several_attempts_add_up(series: list[Failure | None], expected: tuple[PortState, int, str]) -> None:
    tally = Tally(Door(address="10.0.0.1", port=80))
    for n, failure in enumerate(series):
        tally.add(failure, started=float(n), ended=n + 0.5)
    knock = tally.result()
    assert (knock.state, knock.succeeded, knock.error) == expected
    assert knock.attempts == len(series)


def test_the_fastest_success_is_the_time_told() -> None:
    tally = Tally(Door(address="10.0.0.1", port=80))
    for started, ended, failure in ((0.0, 0.9, None), (1.0, 1.25, None), (2.0, 2.1, REFUSED)):
        tally.add(failure, started=started, ended=ended)
    assert tally.result().seconds == 0.25


def test_only_ones_own_trouble_is_ones_own_trouble() -> None:
    tally = Tally(Door(address="2001:db8::1", port=80))
    tally.add(NO_ROUTE, started=0.0, ended=0.0)
    assert tally.result().own_trouble


def test_the_attempts_at_a_refusing_port_are_spread_over_more_than_a_second() -> None:
    tally = Tally(Door(address="10.0.0.1", port=80))
    starts = [100.0]
    for _ in range(2):
        tally.add(REFUSED, started=starts[-1], ended=starts[-1])
        starts.append(tally.again_at(3, starts[-1]))
    assert starts[-1] - starts[0] == pytest.approx(SPREAD)
    assert SPREAD > 1


def test_a_silent_port_has_waited_enough_already() -> None:
    tally = Tally(Door(address="10.0.0.1", port=80))
    tally.add(SILENT, started=0.0, ended=2.0)
    assert tally.again_at(3, 2.0) == 2.0


def test_an_open_port_is_tried_again_at_once() -> None:
    tally = Tally(Door(address="10.0.0.1", port=80))
    tally.add(None, started=0.0, ended=0.1)
    assert tally.again_at(3, 0.1) == 0.1


ENOUGH = {
    "too few": ({"attempts": 2, "succeeded": 2}, False),
    "all succeed, one backend": ({"attempts": 3, "succeeded": 3}, True),
    "all succeed, several backends": ({"attempts": 3, "succeeded": 3, "repeat": 8}, False),
    "all succeed, every repetition made": ({"attempts": 8, "succeeded": 8, "repeat": 8}, True),
    "both were met": ({"attempts": 3, "succeeded": 2, "repeat": 8}, True),
    "all refused, one backend": ({"attempts": 3, "succeeded": 0, "refused": True}, True),
    "all refused, several backends": ({"attempts": 3, "succeeded": 0, "refused": True, "repeat": 8}, False),
    "all refused, twice as often": ({"attempts": 6, "succeeded": 0, "refused": True, "repeat": 8}, True),
    "all refused, two backends": ({"attempts": 4, "succeeded": 0, "refused": True, "repeat": 4}, True),
    "all silent, several backends": ({"attempts": 3, "succeeded": 0, "repeat": 8}, True),
}


@pytest.mark.parametrize(("case", "expected"), ENOUGH.values(), ids=ENOUGH)
def test_when_several_attempts_told_what_they_can(case: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert enough(**{"wanted": 3, "repeat": 0, "refused": False, **case}) is expected
