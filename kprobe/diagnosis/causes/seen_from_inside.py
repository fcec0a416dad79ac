"""A load balancer's address answered a probe from inside the cluster, which proves nothing about it.

## Why it matters

Service proxies on every node take what is sent to a load balancer's address (ipMode VIP, the default) and answer it
there and then: the load balancer was never asked. It may be broken for everybody outside while all looks well here.

## Example

```
kprobe in a pod: load-balancer/shop/web/80/TCP   203.0.113.7:80   open
```

## How to fix

Scan from outside the cluster.

## Sources

Rows LB-8, LB-21, PX-20, PX-21, PX-22; KEP-1860 (ipMode).
"""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.refs import Ref


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """From a node or a pod, at an IP that is not said to be a proxy's."""
    balancer = next((e for e in entry.links if e.link == "load-balancer"), None)
    if not entry.inside or balancer is None or not family(entry.entry.address) or "ipMode Proxy" in balancer.reason:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=Ref(kind="Cluster", name="load-balancers"),
        message="load balancer addresses answer from inside the cluster, where nodes answer for them: "
        "that they work from outside was not seen",
        evidence=(*((case.around.vantage.detail,) if case.around.vantage.detail else ()), witness(entry)),
        fix=("Scan from outside the cluster.",),
    )


CAUSE = Cause(
    slug="seen-from-inside",
    rank=91,
    when=When.ANSWERING,
    explain=explain,
    code="KP833",
    title="A load balancer that was probed from inside",
    severity=Severity.INFO,
)
