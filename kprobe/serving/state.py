"""What is known at a moment: the last good report and its age, and how the scans went. All of it is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from kprobe.model.report import Report
from kprobe.model.snapshot import GapReason
from kprobe.model.text import visible
from kprobe.render.people.words import duration
from kprobe.serving.clock import Moment
from kprobe.serving.documents import Documents

_MISSED = 3  # intervals that may go by before a report is too old: one failed scan is none too many
_PASSING = frozenset({GapReason.TIMED_OUT, GapReason.FAILED})


class Trouble(StrEnum):
    """Why a scan gave no report."""

    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    INTERNAL = "internal"


class Failure(Struct, frozen=True, kw_only=True):
    """A scan that gave none; `message` is fit to be shown."""

    at: Moment
    trouble: Trouble
    message: str


class Kept(Struct, frozen=True, kw_only=True):
    """A report, when it was finished, and what is served of it."""

    report: Report
    at: Moment
    documents: Documents

    @property
    def broken_off(self) -> bool:
        """Whether lists are missing because the API server failed while it was read, which the next scan may mend."""
        return any(gap.reason in _PASSING and not gap.advisory for gap in self.report.gaps)


class State(Struct, frozen=True, kw_only=True):
    """`interval` and `max_age` (None: follows from the interval) are in seconds, `took` too: what the last scan took.

    `scans` and `failed` count those that ended; `failure` is the last one's, None where it was good.
    """

    interval: float
    max_age: float | None = None
    kept: Kept | None = None
    failure: Failure | None = None
    scanning: bool = False
    scans: int = 0
    failed: Mapping[Trouble, int] = field(default_factory=lambda: dict.fromkeys(Trouble, 0))
    in_a_row: int = 0
    took: float | None = None

    @property
    def limit(self) -> float:
        """The age in seconds beyond which a report is not to be relied on."""
        if self.max_age is not None:
            return self.max_age
        return _MISSED * (self.interval + (self.kept.report.seconds if self.kept else 0.0))

    def age(self, now: Moment) -> float | None:
        """Of the report, in seconds; None without one."""
        return None if self.kept is None else now.since(self.kept.at)

    def ready(self, now: Moment) -> bool:
        """Whether there is a report, and young enough."""
        age = self.age(now)
        return age is not None and age <= self.limit

    def begun(self) -> State:
        """A scan runs."""
        return replace(self, scanning=True)

    def ended(self, kept: Kept, took: float) -> State:
        """It gave a report. One that broke off does not take the place of a good one that is not too old yet."""
        if kept.broken_off and self.kept is not None and not self.kept.broken_off and self.ready(kept.at):
            lost = next(g for g in kept.report.gaps if g.reason in _PASSING and not g.advisory)
            why = f"{lost.what} could not be read: {lost.reason}{f', {lost.detail}' if lost.detail else ''}"
            return self.without(Failure(at=kept.at, trouble=Trouble.INCOMPLETE, message=visible(why)), took)
        return replace(self, kept=kept, failure=None, scanning=False, scans=self.scans + 1, in_a_row=0, took=took)

    def without(self, failure: Failure, took: float) -> State:
        """It gave none: what there was stays."""
        return replace(
            self,
            failure=failure,
            scanning=False,
            scans=self.scans + 1,
            failed={**self.failed, failure.trouble: self.failed[failure.trouble] + 1},
            in_a_row=self.in_a_row + 1,
            took=took,
        )


def readiness(state: State, now: Moment) -> tuple[str, ...]:
    """How it stands, in lines: ready or not and why, the age and its limit, what went wrong last."""
    age, limit = state.age(now), duration(state.limit)
    if age is None:
        first = "not ready: no scan has given a report yet"
    elif state.ready(now):
        first = f"ready: the report is {duration(age)} old; the limit is {limit}"
    else:
        first = f"not ready: the report is {duration(age)} old, and the limit is {limit}"
    return (first, *_failure(state), *(("a scan is running",) if state.scanning else ()))


def _failure(state: State) -> tuple[str, ...]:
    if state.failure is None:
        return ()
    return (f"the last scan failed ({state.failure.trouble}, {state.failure.at}): {state.failure.message}",)


class Board:
    """Holds the state: written by the one thread that scans, read by any, swapped as a whole."""

    def __init__(self, state: State) -> None:
        self.state = state
