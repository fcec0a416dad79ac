"""Only some attempts succeed: one bad endpoint, or one bad path, of several (rows S-12, NP-15)."""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import where, witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Service proxies choose at random and do not try again, so that k of n succeed."""
    seen = entry.observation
    if seen is None:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.service or case.exposure.source,
        message=f"{where(entry)} answers {seen.succeeded} of {seen.attempts} times: one of several endpoints is bad",
        evidence=tuple(witness(e) for e in case.tried if e.flaky)[:3],
        fix=("Compare its pods one by one; a readiness probe on the served port takes a bad one out.",),
        detail=str(case.exposure.port),
    )


CAUSE = Cause(
    slug="answers-sometimes",
    rank=70,
    when=When.FLAKY,
    explain=explain,
    code="KP804",
    title="Answers only sometimes",
    severity=Severity.WARNING,
)
