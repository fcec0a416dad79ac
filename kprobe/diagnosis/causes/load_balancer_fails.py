"""A load balancer's address does not answer, although the Service behind it is sound.

## Why it matters

Where a NodePort of the same Service does answer from here, pods, Service and nodes are acquitted: the load balancer
itself is at fault, or the way to it. What its targets are, and whether it holds them for healthy, is not in the API;
what is known of who provides it stands in the evidence. Silence alone makes it possible, a working NodePort likely.

## Example

```
load-balancer/shop/web/80/TCP   203.0.113.7:80      filtered
node-port/shop/web/80/TCP       192.0.2.11:31763    open
```

## How to fix

See whether the load balancer holds the nodes for healthy. With policy Local it asks `healthCheckNodePort` of each node,
otherwise many clouds ask kube-proxy's port 10256; both must get through. MetalLB announces an address only where an
L2Advertisement or BGPAdvertisement selects it and an endpoint is ready.

## Sources

Rows LB-6, LB-7, LB-19, LB-22; KEP-3836; MetalLB: Troubleshooting.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import seen as shown
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.routes.balancer_links import BALANCER

_FIX = (
    "See whether the load balancer holds the nodes for healthy: it asks healthCheckNodePort with policy Local, "
    "in many clouds kube-proxy's port 10256 (/healthz) otherwise; both must get through to the nodes."
)
_FAILED = frozenset({PortState.FILTERED, PortState.UNREACHABLE, PortState.CLOSED})


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Refused or silent, with a working NodePort beside it; or silent, and something is known of who provides it."""
    seen = entry.observation
    if case.exposure.kind != "load-balancer" or seen is None or seen.state not in _FAILED:
        return None
    notes = tuple(line for link in entry.links if link.link == BALANCER for line in link.evidence)
    beside = next((e for e in case.around.beside(case.exposure) if e.answers and e.entry.node is not None), None)
    if beside is None and (seen.state is PortState.CLOSED or not notes):
        return None
    where = f"{entry.entry.address}:{entry.entry.port} ({shown(seen)})"
    message = (
        f"the load balancer does not pass on what comes to {where}, while a NodePort of the Service answers"
        if beside is not None
        else f"the load balancer's address does not answer: {where}"
    )
    return Explanation(
        confidence=Confidence.LIKELY if beside is not None else Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=message,
        evidence=(witness(entry), *((witness(beside),) if beside else ()), *notes[:3]),
        fix=(_FIX,),
        detail=str(case.exposure.port),
    )


CAUSE = Cause(
    slug="load-balancer-fails",
    rank=38,
    when=When.FAILING,
    explain=explain,
    link="load-balancer",
    code="KP830",
    title="A load balancer does not pass on",
)
