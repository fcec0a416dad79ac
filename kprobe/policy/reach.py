"""Whether a client outside reaches a way in, as far as a report tells."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.model.finding import Confidence
from kprobe.model.report import ExposureReport, Report, VantageKind
from kprobe.policy.state import ANSWERS


class Reach(Struct, frozen=True, kw_only=True):
    """`reached` None: not known. `because` is a clause that says how that is known."""

    reached: bool | None
    confidence: Confidence
    because: str


def reach(item: ExposureReport, report: Report) -> Reach:
    """What was seen counts, from outside for certain; where nobody knocked, what the configuration predicts."""
    outside = report.vantage.kind is VantageKind.OUTSIDE
    if item.exposure.scope is Scope.LOOPBACK:
        return Reach(reached=False, confidence=Confidence.CERTAIN, because="its address is a loopback one")
    if item.verdict in ANSWERS:
        if outside:
            return Reach(reached=True, confidence=Confidence.CERTAIN, because="it answers from outside")
        return Reach(reached=True, confidence=Confidence.LIKELY, because="it answers, though not seen from outside")
    if item.verdict is Verdict.UNREACHABLE and (outside or not item.entries):
        return Reach(reached=False, confidence=Confidence.CERTAIN, because="nothing answers")
    works = [e.prediction.works if e.prediction is not None else None for e in item.entries]
    if True in works:
        return Reach(reached=True, confidence=Confidence.LIKELY, because="the configuration lets clients through")
    if works and None not in works:
        return Reach(reached=False, confidence=Confidence.LIKELY, because="the configuration lets nobody through")
    if item.exposure.pending:
        return Reach(reached=False, confidence=Confidence.CERTAIN, because=item.exposure.pending)
    return Reach(reached=None, confidence=Confidence.POSSIBLE, because="whether a client gets through is not known")
