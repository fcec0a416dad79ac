"""Two exposures claim the same address and port, and the other one may be what answers, or refuses."""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.routes.pod_links import SHADOW


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """A NodePort of the same number stands before the host port (rows HN-19, HP-3)."""
    link = next((e for e in entry.links if e.link == SHADOW), None)
    if link is None:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=link.subject,
        message=link.reason,
        evidence=(witness(entry),),
        fix=("Give one of the two another port.",),
        finding=case.finding_of(link),
    )


CAUSE = Cause(slug="contested-port", rank=12, when=When.FAILING, explain=explain, title="Two exposures on one port")
