"""What a comparison is: something that only several reports together show about one way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kprobe.diagnosis.cause import Explanation
from kprobe.model.fault import Fault
from kprobe.model.finding import Finding
from kprobe.model.report import ExposureReport, Vantage

Seen = Mapping[Vantage, ExposureReport]
"""One way in, as each vantage saw it."""


class Comparison(Fault, frozen=True, kw_only=True):
    """One thing to compare. `compare` gives None where there is nothing to say."""

    compare: Callable[[Seen], Explanation | None]

    def compared(self, seen: Seen) -> Finding | None:
        """What it has to say about one way in."""
        said = self.compare(seen)
        return None if said is None else said.finding_of(self, next(iter(seen.values())).exposure)

    @property
    def told_by(self) -> Callable[[Seen], Explanation | None]:
        """See Fault."""
        return self.compare
