"""Where two Ingresses claim one host and path, what is seen there tells nothing about either of them alone."""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Explanation
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.finding import Confidence
from kprobe.model.route import LinkState
from kprobe.routes.ingress_rule_link import RULE


def contested(case: Case, entry: EntryCase, what: str) -> Explanation | None:
    """The check's finding about the place (row IN-15), where nobody knows who is served; `what` was seen there."""
    link = next((e for e in entry.links if e.link == RULE and e.state is LinkState.UNKNOWN), None)
    finding = case.finding_of(link) if link is not None else None
    if link is None or finding is None:
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=finding.subject,
        message=f"it {what}, for itself or for another: {link.reason}",
        evidence=finding.evidence,
        fix=finding.fix,
        finding=finding,
    )
