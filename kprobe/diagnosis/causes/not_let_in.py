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

from ipaddress import ip_address

from kprobe.cluster.addresses import family
from kprobe.diagnosis.admission import admitted, translated
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState
from kprobe.model.route import Link
from kprobe.routes.balancer_links import DELIVERY, SOURCES, TARGETS


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Source ranges (row LB-14), nodes that a load balancer leaves out (LB-20), an external IP without route (SV-17).

    Ranges that let this client's address in are not to blame, but where addresses are translated on the way.
    """
    seen = entry.observation
    if seen is None or seen.state not in {PortState.FILTERED, PortState.UNREACHABLE}:
        return None
    link = next((e for e in entry.links if e.link in _BLAMED and e.effect is not None), None)
    if link is None:
        return None
    if link.link == SOURCES:
        return _ranges(case, entry, link)
    if link.link == TARGETS:
        message, fix = link.reason, "Let a node with endpoints stand behind load balancers, or use policy Cluster."
    else:
        message = f"nothing brings {entry.entry.address} to a node, as it seems"
        fix = (
            f"Route {entry.entry.address} to a node, or use a load balancer: Kubernetes does not deliver external IPs."
        )
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=message,
        evidence=(*link.evidence, witness(entry)),
        fix=(fix,),
    )


def _ranges(case: Case, entry: EntryCase, link: Link) -> Explanation | None:
    one = family(entry.entry.address) or "IPv4"
    mine = tuple(a for a in case.around.vantage.addresses if family(a) == one and not ip_address(a).is_loopback)
    message, confidence = link.reason, Confidence.POSSIBLE
    if mine and not translated(mine, entry.entry.address):
        if admitted(mine, link.admits):
            return None
        message, confidence = (
            f"{link.reason}: {mine[0]}, from where this was probed, is not among them",
            Confidence.LIKELY,
        )
    return Explanation(
        confidence=confidence,
        subject=case.exposure.source,
        message=message,
        evidence=(witness(entry),),
        fix=("Add this client's network to spec.loadBalancerSourceRanges, if it is meant to get in.",),
    )


_BLAMED = frozenset({SOURCES, DELIVERY, TARGETS})

CAUSE = Cause(
    slug="not-let-in",
    rank=30,
    when=When.FAILING,
    explain=explain,
    link="source-ranges",
    code="KP807",
    title="Nothing is let in, or nothing is delivered",
    severity=Severity.ERROR,
)
