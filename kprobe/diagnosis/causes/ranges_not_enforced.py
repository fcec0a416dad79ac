"""A load balancer lets this client in, although its source ranges leave the client out.

## Why it matters

`loadBalancerSourceRanges` is ignored by load balancers that do not support it: the Service looks protected and is not.
Or an address is translated on the way, so that another one arrives than the one from which this was probed; hence it is
information only.

## Example

```
198.51.100.7 gets in, though only clients in 192.0.2.0/24 are let in
```

## How to fix

Ask again from another network. Where everybody gets in, filter in front of the load balancer.

## Sources

Row LB-14; core/v1 ServiceSpec (loadBalancerSourceRanges).
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
from kprobe.model.report import VantageKind
from kprobe.routes.balancer_links import SOURCES


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Open, for a client outside the cluster whose address no range contains."""
    link = next((e for e in entry.links if e.link == SOURCES and e.admits), None)
    if link is None or case.around.vantage.kind is not VantageKind.OUTSIDE or not entry.open:
        return None
    one = family(entry.entry.address)
    mine = tuple(a for a in case.around.vantage.addresses if family(a) == one and not ip_address(a).is_loopback)
    if not mine or translated(mine, entry.entry.address) or admitted(mine, link.admits):
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"{mine[0]} gets in, though {link.reason}: the load balancer may not support source ranges",
        evidence=(witness(entry),),
        fix=("Ask again from another network; where it lets everybody in, filter before the load balancer.",),
    )


CAUSE = Cause(
    slug="ranges-not-enforced",
    rank=90,
    when=When.ANSWERING,
    explain=explain,
    code="KP832",
    title="Source ranges that stop nobody",
    severity=Severity.INFO,
)
