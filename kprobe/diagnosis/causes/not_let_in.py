"""Silence behind something that lets only some clients in, or that only the network outside can deliver to.

## Why it matters

The configuration has a reason of its own for silence: source ranges of a load balancer that leave this client out, or
an external IP, which Kubernetes itself brings to no node. Other clients may well get through.

## Example

```yaml
# Service
spec:
  loadBalancerSourceRanges: [10.0.0.0/8]   # and the client stands elsewhere
```

## How to fix

Add the client's network to the ranges, if it is meant to get in. Route an external IP to a node, or use a load
balancer in its stead.

## Sources

Rows LB-14, SV-17; core/v1 ServiceSpec (loadBalancerSourceRanges, externalIPs).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState
from kprobe.routes.balancer_links import DELIVERY, SOURCES


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Source ranges of a load balancer (row LB-14), or an external IP that nothing routes (row SV-17)."""
    link = next((e for e in entry.links if e.link in {SOURCES, DELIVERY} and e.effect is not None), None)
    seen = entry.observation
    if link is None or seen is None or seen.state not in {PortState.FILTERED, PortState.UNREACHABLE}:
        return None
    fix = (
        "Add this client's network to spec.loadBalancerSourceRanges, if it is meant to get in."
        if link.link == SOURCES
        else f"Route {entry.entry.address} to a node, or use a load balancer: Kubernetes does not deliver external IPs."
    )
    message = link.reason if link.link == SOURCES else f"nothing brings {entry.entry.address} to a node, as it seems"
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=message,
        evidence=(witness(entry),),
        fix=(fix,),
    )


CAUSE = Cause(
    slug="not-let-in",
    rank=30,
    when=When.FAILING,
    explain=explain,
    code="KP807",
    title="Nothing is let in, or nothing is delivered",
    severity=Severity.ERROR,
)
