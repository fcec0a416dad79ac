"""What came of one cluster, where a run goes over several."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity


class Outcome(Struct, frozen=True, kw_only=True, gc=False):
    """The counts of its report, which itself is written and gone by then.

    `also`: other contexts with the same cluster and user. `code`: the exit code that it alone would have had, None
    where nobody looked. `error`: why there is no report, "" where there is one. `verdicts` and `severities` are worst
    first, without zeros; `known`: how many of the findings the baseline has. `gaps`: what could not be read, and
    matters.
    """

    context: str
    also: tuple[str, ...] = ()
    server: str = ""
    code: int | None
    error: str = ""
    ways_in: int = 0
    verdicts: tuple[tuple[Verdict, int], ...] = ()
    severities: tuple[tuple[Severity, int], ...] = ()
    known: int = 0
    gaps: int = 0
    interrupted: str = ""
