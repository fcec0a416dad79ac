"""The ingress controller answers, but its backend fails it: 502, 503 or 504."""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.signatures import gateway_failed
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """A gateway error although the backend has ready endpoints (rows IN-32, IN-33, IN-34)."""
    http = entry.observation.http if entry.observation else None
    if http is None or not gateway_failed(http):
        return None
    why = {
        502: "the backend refuses or speaks another protocol",
        503: "the controller has no backend that it holds for healthy",
        504: "the backend does not answer in time",
    }[http.status]
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.service or case.exposure.source,
        message=f"the controller answers {http.status} although the backend has ready endpoints: {why}",
        evidence=(witness(entry),),
        fix=("Ask the pods on their target port, and look at the controller's log for this host.",),
    )


CAUSE = Cause(
    slug="gateway-error",
    rank=15,
    when=When.FAILING,
    explain=explain,
    code="KP810",
    title="The controller cannot reach its backend",
)
