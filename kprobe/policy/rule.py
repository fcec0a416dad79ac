"""What a rule is: something that only the operator's policy makes a finding."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref
from kprobe.policy.holding import Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing to hold against a report; the fields are those of a check.

    `on_ignores`: it is about the ignores themselves, so that it is asked when they have been applied, and none applies
    to what it says.
    """

    code: str
    slug: str
    severity: Severity
    title: str
    run: Callable[[Holding], Iterable[Finding]]
    on_ignores: bool = False
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
        exposures: Iterable[str] = (),
    ) -> Finding:
        """A finding that bears this rule's code and name; `exposures` are ids of ways in that it is about."""
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
            exposures=tuple(exposures),
        )

    @property
    def documentation(self) -> str:
        """Its documentation (Markdown): the docstring of the module that it is written in."""
        return inspect.getdoc(sys.modules[self.run.__module__]) or ""
