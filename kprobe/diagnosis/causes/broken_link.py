"""A link that the configuration shows to be broken, and a symptom that agrees with it."""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The link that the prediction rests on, where the entry looks as it then must."""
    link, seen = entry.broken_link, entry.observation
    if link is None or link.effect is None or seen is None or seen.state not in link.effect.states:
        return None
    finding = case.finding_of(link)
    # The API and the symptom agree; where the API alone leaves no doubt, neither does the cause.
    confidence = Confidence.CERTAIN if link.effect.confidence is Confidence.CERTAIN else Confidence.LIKELY
    return Explanation(
        confidence=confidence,
        subject=link.subject,
        message=finding.message if finding else link.effect.reason,
        evidence=(*link.evidence, witness(entry)),
        fix=finding.fix if finding else (),
        finding=finding,
    )


CAUSE = Cause(slug="broken-link", rank=10, when=When.FAILING, explain=explain, title="A broken link of the route")
