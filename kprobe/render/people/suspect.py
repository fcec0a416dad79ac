"""The link that a symptom points to where the API shows no fault."""

from __future__ import annotations

from msgspec import Struct

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.finding import Confidence
from kprobe.model.report import EntryReport, ExposureReport
from kprobe.model.route import Link, LinkState


class Suspect(Struct, frozen=True, kw_only=True):
    """The link's slug, and how sure the cause is."""

    link: str
    confidence: Confidence

    def beside(self, link: Link) -> str:
        """What stands beside the link: its own state is not overruled, only doubted."""
        if link.state is LinkState.OK:
            return f"suspected here ({self.confidence.value}), though by the API ok: {link.reason}"
        return f"suspected here ({self.confidence.value}), by what was seen"


def suspect(item: ExposureReport, entry: EntryReport) -> Suspect | None:
    """None where the entry works, where a link is broken by the configuration, or where the cause is none of a link."""
    case = case_of(entry)
    if item.diagnosis is None or not item.diagnosis.link or (case.answers is True and not case.flaky):
        return None
    if entry.observation is None or any(link.state is LinkState.BROKEN for link in entry.links):
        return None
    return Suspect(link=item.diagnosis.link, confidence=item.diagnosis.confidence)
