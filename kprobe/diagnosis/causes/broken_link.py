"""A link that the configuration shows to be broken, and a symptom that agrees with it.

## Why it matters

It is the surest of all explanations: what the API says must fail was seen to fail. Silence agrees with a refusal that
was predicted: nodes limit how often they say "refused" by ICMP, and a firewall in front may swallow it. A dead way in
stays dead for the reason that the API proves.

Where a check reports the broken link, this cause points to its finding; under this code stand the links that no check
reports.

## Example

A NodePort of a Service that only another service proxy would serve is refused by every node: the label
`service.kubernetes.io/service-proxy-name` is the broken link.

## How to fix

Mend the link that is named; its evidence says what in the API shows it.

## Sources

Row S-11 for silence in place of a refusal; each link names its own.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import Observation, PortState
from kprobe.model.route import Link
from kprobe.routes.ingress_rule_link import RULE
from kprobe.routes.service_proxy_link import PROXY_NAME_LABEL
from kprobe.routes.service_proxy_link import SLUG as PROXY


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The link that the prediction rests on, where the entry looks as it then must."""
    link, seen = entry.broken_link or _taken_away(entry), entry.observation
    if link is None or link.effect is None or seen is None or (entry.presumed and link.link == RULE):
        return None  # that a rule is passed over is told by its router's answer (KP814)
    if entry.taken:
        return None  # which of several claims it is that stands before it, contested-port knows
    if link.effect.states and seen.state not in link.effect.states and (link.effect.works is not False or entry.open):
        return None
    finding = case.finding_of(link)
    # Where the API alone leaves no doubt about the fault, a symptom that agrees cannot lower it.
    proven = Confidence.CERTAIN in {link.effect.confidence, finding.confidence if finding else None}
    return Explanation(
        confidence=Confidence.CERTAIN if proven and link.effect.works is False else Confidence.LIKELY,
        # A pod's name changes with every rollout; a finding that no check makes must keep its id.
        subject=case.exposure.source if finding is None and link.subject.kind == "Pod" else link.subject,
        message=finding.message if finding else link.effect.reason,
        evidence=(*link.evidence, *_in_its_place(link, seen), witness(entry)),
        fix=finding.fix if finding else _fix(entry),
        finding=finding,
        detail=link.link,
    )


def _taken_away(entry: EntryCase) -> Link | None:
    """A Service that is another service proxy's, that refuses or is silent (row NP-20)."""
    link, seen = entry.doubt, entry.observation
    if link is None or link.link != PROXY or link.subject.kind != "Service":
        return None
    return link if seen is not None and seen.state is not PortState.OPEN else None


def _fix(entry: EntryCase) -> tuple[str, ...]:
    return (f"Remove label {PROXY_NAME_LABEL}, or run the service proxy that it names.",) if _taken_away(entry) else ()


def _in_its_place(link: Link, seen: Observation) -> tuple[str, ...]:
    others = link.effect is not None and link.effect.others_answer and seen.http is not None
    return ("what answers is another rule of the controller, in its place",) if others else ()


# With a code of its own, for links that no check reports: what fails for a client is always a finding.
CAUSE = Cause(
    slug="broken-link",
    rank=10,
    when=When.FAILING,
    explain=explain,
    code="KP809",
    title="A broken link of the route",
)
