"""A way in is open that the policy does not expect.

## Why it matters

`exposed` in kprobe.yaml lists the ways in that may be open; this is another one, and a client outside reaches it.
Somebody opened it without telling, or the list is behind.

What is unreachable from outside, or on a loopback address, is no finding. Where nobody knocked, what the configuration
predicts counts (likely); where that is not known either, it is a warning that it may be open (possible). The list says
what may be open, not what works: a way in that is expected and broken has findings of its own.

## Example

```yaml
exposed:
- kind: ingress
  scope: internet
- id: node-port/shop/web/*
# a LoadBalancer with a public address is none of these
```

## How to fix

Close it (a Service of type ClusterIP has no way in), or add it to `exposed` with the pattern that says best what is
meant.

## Sources

docs/policy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.exposure import Scope
from kprobe.model.finding import Finding, Severity
from kprobe.policy.holding import Holding
from kprobe.policy.reach import reach
from kprobe.policy.rule import Rule
from kprobe.policy.wording import SCOPES, way


def run(holding: Holding) -> Iterator[Finding]:
    """Once a way in."""
    for item in holding.report.exposures:
        if item.expected is not False:
            continue
        found = reach(item, holding.report)
        if found.reached is False:
            continue
        scope = item.exposure.scope
        state = SCOPES[scope] if found.reached else SCOPES[Scope.UNKNOWN].replace("open", "maybe open")
        yield RULE.finding(
            item.exposure.source,
            f"{way(item.exposure)} is {state} and not among the ways in that {holding.policy.name} expects",
            severity=Severity.ERROR if found.reached else Severity.WARNING,
            confidence=found.confidence,
            detail=item.exposure.id,
            evidence=(f"scope: {scope}", f"{item.verdict}: {found.because}"),
            fix=(f"Close it, or expect it in {holding.policy.name}, under exposed: {{id: {item.exposure.id}}}",),
            exposures=(item.exposure.id,),
        )


RULE = Rule(
    code="KP913",
    slug="unexpected-exposure",
    severity=Severity.ERROR,
    title="A way in is open that the policy does not expect",
    run=run,
)
