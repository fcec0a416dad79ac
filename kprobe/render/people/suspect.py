"""The link that a symptom points to where the API shows no fault."""

from __future__ import annotations

from dataclasses import dataclass

from kprobe.model.finding import Confidence
from kprobe.model.report import EntryReport, ExposureReport
from kprobe.model.route import Link, LinkState
from kprobe.render.people.sight import case_of

# By the slug of the cause; what lies before the first link (a firewall on the way) has no line of its own.
_LINKS = {
    "nothing-listens": "process",
    "application-error": "process",
    "no-http-answer": "process",
    "promised-http": "process",
    "bad-endpoint": "endpoints",
    "node-differs": "node",
    "gateway-error": "backend",
    "name-does-not-resolve": "dns",
    "name-leads-elsewhere": "dns",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
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
    if item.diagnosis is None or case_of(entry).answers is True:
        return None
    if entry.observation is None or any(link.state is LinkState.BROKEN for link in entry.links):
        return None
    slug = _LINKS.get(item.diagnosis.cause)
    return Suspect(link=slug, confidence=item.diagnosis.confidence) if slug else None
