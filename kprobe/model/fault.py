"""What kprobe can find, as its catalogue has it: the same for a check, a cause, a comparison and a rule of a policy."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


class Fault(Struct, frozen=True, kw_only=True, gc=False):
    """One kind of fault. `code` is never reused; `slug` names the file, the tests and the findings.

    `severity` is that of its worst finding; a finding may be milder. `title` says in one line what is wrong. `since` is
    the version of kprobe that had it first.
    """

    code: str
    slug: str
    severity: Severity
    title: str
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
        exposures: Iterable[Exposure | str] = (),
    ) -> Finding:
        """A finding that bears this code and name; the exposures (or their ids) that it is about are sorted by id."""
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
            exposures=tuple(sorted({e if isinstance(e, str) else e.id for e in exposures})),
        )

    @property
    def documentation(self) -> str:
        """Its page (Markdown): the docstring of the module that it is written in."""
        return inspect.getdoc(sys.modules[self.told_by.__module__]) or ""

    @property
    def told_by(self) -> Callable[..., Any]:
        """The function that finds it."""
        raise NotImplementedError
