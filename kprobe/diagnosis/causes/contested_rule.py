"""An Ingress answers, but another one claims its host and path: whose backend it was is not known.

## Why it matters

With Traefik each replica picks a winner of its own, so that the answer may change from node to node, and an answer does
not tell which Ingress gave it. KP506 reports the two.

## Example

```
it answers, for itself or for another: Ingress shop/new claims shop.example/ as well; which of them is served, each
replica of Traefik decides for itself
```

## How to fix

Delete one, or give it another host or path.

## Sources

Row IN-15, as measured.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.model.finding import Confidence, Severity
from kprobe.model.route import LinkState
from kprobe.routes.ingress_rule_link import RULE


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Where each replica of the controller picks a winner of its own, or nobody knows who wins (row IN-15)."""
    link = next((e for e in entry.links if e.link == RULE and e.state is LinkState.UNKNOWN), None)
    finding = case.finding_of(link) if link is not None else None
    if link is None or finding is None:
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=finding.subject,
        message=f"it answers, for itself or for another: {link.reason}",
        evidence=finding.evidence,
        fix=finding.fix,
        finding=finding,
    )


CAUSE = Cause(
    slug="contested-rule",
    rank=73,
    when=When.ANSWERING,
    explain=explain,
    title="Two Ingresses at one host and path",
    severity=Severity.WARNING,
)
