"""What a check is."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to judge. `code` is never reused; `slug` names the file, the tests and the findings.

    `severity` is that of its worst finding; a finding may be milder. `title` says in one line what is wrong. `since` is
    the version of kprobe that had it first.
    """

    code: str
    slug: str
    severity: Severity
    title: str
    run: Callable[[Cluster, Exposures], Iterable[Finding]]
    since: str = "0.1.0"

    def finding(
        self,
        subject: Ref,
        message: str,
        *,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.CERTAIN,
        detail: str = "",
        evidence: Iterable[str] = (),
        fix: Iterable[str] = (),
        exposures: Iterable[Exposure] = (),
    ) -> Finding:
        """A finding that bears this check's code and name; the exposures it breaks are sorted by id."""
        return Finding(
            code=self.code,
            name=self.slug,
            severity=severity or self.severity,
            confidence=confidence,
            subject=subject,
            message=message,
            detail=detail,
            evidence=tuple(evidence),
            fix=tuple(fix),
            exposures=tuple(sorted({e.id for e in exposures})),
        )

    @property
    def documentation(self) -> str:
        """Its documentation (Markdown): the docstring of the module that it is written in."""
        return inspect.getdoc(sys.modules[self.run.__module__]) or ""
