"""What a comparison is: something that only several reports together show about one way in."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kprobe.diagnosis.cause import Explanation
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import ExposureReport, Vantage

Seen = Mapping[Vantage, ExposureReport]
"""One way in, as each vantage saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One thing to compare; the fields are those of a check. `compare` gives None where there is nothing to say."""

    code: str
    slug: str
    severity: Severity
    title: str
    compare: Callable[[Seen], Explanation | None]
    since: str = "0.1.0"

    def finding(self, seen: Seen) -> Finding | None:
        """What it has to say about one way in."""
        said = self.compare(seen)
        if said is None:
            return None
        return Finding(
            code=self.code,
            name=self.slug,
            severity=said.severity or self.severity,
            confidence=said.confidence,
            subject=said.subject,
            message=said.message,
            detail=said.detail,
            evidence=said.evidence,
            fix=said.fix,
            exposures=(next(iter(seen.values())).exposure.id,),
        )

    @property
    def documentation(self) -> str:
        """Its documentation (Markdown): the docstring of the module that it is written in."""
        return inspect.getdoc(sys.modules[self.compare.__module__]) or ""
