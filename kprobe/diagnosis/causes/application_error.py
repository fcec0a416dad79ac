"""The way in is sound, but the application answers a server error."""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.signatures import gateway_failed
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """An HTTP status of 500 or more that is not a gateway's own word."""
    http = entry.observation.http if entry.observation else None
    if http is None or http.status < 500 or gateway_failed(http):
        return None
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=case.exposure.workload or case.exposure.source,
        message=f"the application answers {http.status} at {entry.entry.path or '/'}",
        evidence=(witness(entry),),
        fix=("The network is sound: look at the application's log.",),
        detail=str(http.status),
    )


CAUSE = Cause(
    slug="application-error",
    rank=80,
    when=When.ANSWERING,
    explain=explain,
    code="KP812",
    title="The application answers an error",
    severity=Severity.WARNING,
)
