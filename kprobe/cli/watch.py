"""`--watch`: looks again and again, one look at a time, and tells each change until the target is reachable."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from kprobe.errors import ExitCode, KprobeError
from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.model.text import visible
from kprobe.probing.run import STOPPED
from kprobe.render.people.changes import changes, state_of
from kprobe.render.people.lines import wrapped
from kprobe.render.people.words import duration
from kprobe.render.renderer import Output

_REST = 1.0  # times as long as the last look took: a large cluster is read less often


class Patience(Struct, frozen=True, kw_only=True):
    """How often and how long; seconds. `began` is a monotonic time, `first` what the first look took."""

    interval: float
    timeout: float | None
    began: float
    first: float

    @property
    def said(self) -> str:
        """What a person may expect."""
        end = f" or {seconds(self.timeout)} have passed" if self.timeout is not None else ""
        return f"looks again every {seconds(self.interval)} until it is reachable{end}; Ctrl-C ends it"


class Ended(Struct, frozen=True, kw_only=True):
    """The last report; `code` OK where it is the report that decides."""

    report: Report
    code: ExitCode = ExitCode.OK


def keep_looking(
    report: Report,
    look: Callable[[], Report],
    patience: Patience,
    output: Output,
    sleep: Callable[[float], None] = time.sleep,
) -> Ended:
    """Look until the target is reachable, the timeout has passed, or Ctrl-C; a line for each change on `output`.

    An API server that is away, or a target that is gone for a moment, is said once and survived.
    """
    watcher = _Watcher(report, output)
    took = patience.first
    try:
        if report.interrupted == STOPPED:
            return watcher.stopped()
        while not reachable(watcher.report):
            pause = max(patience.interval, _REST * took)
            left = None if patience.timeout is None else patience.began + patience.timeout - time.monotonic()
            if left is not None and left <= pause:
                sleep(max(left, 0.0))
                return watcher.timed_out(patience)
            sleep(pause)
            before = time.monotonic()
            watcher.look(look)
            took = time.monotonic() - before
            if watcher.report.interrupted == STOPPED:
                return watcher.stopped()
    except KeyboardInterrupt:
        return watcher.stopped()
    if watcher.report is not report:
        watcher.say(f"reachable after {duration(time.monotonic() - patience.began)}")
    return Ended(report=watcher.report)


def seconds(count: float) -> str:
    """As the person gave it, in the unit that they gave it in."""
    return f"{count:g} s"


def reachable(report: Report) -> bool:
    """Whether all that was asked about is."""
    return report.why is not None and report.why.verdict is Verdict.REACHABLE


def _unexpected(report: Report) -> bool:
    return report.why is not None and report.why.verdict is Verdict.UNEXPECTED


class _Watcher:
    """What was seen last, and what has been said about it."""

    def __init__(self, report: Report, output: Output) -> None:
        self.report = report
        self._output = output
        self._trouble = ""
        self._doubted = False

    def say(self, text: str) -> None:
        """One line with the time of day, at once."""
        stamp = datetime.now().astimezone().strftime("%H:%M:%S")
        room = max(self._output.width - len(stamp) - 2, 20) if self._output.width else 0
        for part in wrapped(visible(text), room):
            self._output.stream.write(f"{stamp}  {part}\n")
            stamp = " " * len(stamp)
        self._output.stream.flush()

    def look(self, look: Callable[[], Report]) -> None:
        """One look; its changes are said."""
        try:
            report = look()
        except KprobeError as error:
            if not self._trouble:
                self.say(f"{error.message}; goes on looking")
            self._trouble = error.message
            return
        if self._trouble:
            self.say("looking works again")
            self._trouble = ""
        if not self._doubted and _unexpected(report) and not _unexpected(self.report):
            self._doubted = True  # mended between reading and knocking, most likely: the next look tells
            return
        self._doubted = False
        for change in changes(state_of(self.report), state_of(report)):
            self.say(change)
        self.report = report

    def stopped(self) -> Ended:
        """Ctrl-C: what is known decides, and nothing is worse than not reachable."""
        self.say(f"stopped; {self._last()}")
        return Ended(report=self.report)

    def timed_out(self, patience: Patience) -> Ended:
        """The person's patience is over."""
        self.say(f"not reachable within {seconds(patience.timeout or 0.0)}; {self._last()}")
        return Ended(report=self.report, code=ExitCode.FINDINGS)

    def _last(self) -> str:
        return self.report.why.answer if self.report.why is not None else ""
