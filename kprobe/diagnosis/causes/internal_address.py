"""A load balancer's address is for a private network, and whoever asks from elsewhere gets no answer.

## Why it matters

Some load balancers are internal because an annotation asks for it, some by default: the AWS Load Balancer Controller
makes internal ones unless told otherwise. k3s publishes its nodes' internal addresses where they have no others; kind's
live in Docker's network. Nothing is broken, yet clients on the internet never get through.

## Example

```
load-balancer/shop/web/443/TCP   10.1.2.3:443   filtered: no answer in time
```

## How to fix

Ask from inside that network. For clients elsewhere ask for an internet-facing load balancer, by the provider's
annotation.

## Sources

Rows LB-12, LB-13, LB-24, LB-29; Kubernetes documentation: Internal load balancer; AWS Load Balancer Controller: NLB.
"""

from __future__ import annotations

from kprobe.diagnosis.admission import internal
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.exposure import Scope
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.routes.balancer_links import BALANCER


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Silence at private addresses alone, while no node of the Service answers from here either."""
    seen = entry.observation
    if case.exposure.kind != "load-balancer" or seen is None:
        return None
    if seen.state not in {PortState.FILTERED, PortState.UNREACHABLE}:
        return None
    aimed_at = seen.addresses or (entry.entry.address,)
    if not all(map(internal, aimed_at)) or any(e.open for e in case.around.beside(case.exposure)):
        return None
    notes = tuple(line for link in entry.links if link.link == BALANCER for line in link.evidence)
    declared = case.exposure.scope is Scope.PRIVATE and any("internal" in line for line in notes)
    named = aimed_at[0] if aimed_at[0] == entry.entry.address else f"{entry.entry.address} is {aimed_at[0]}, which"
    return Explanation(
        confidence=Confidence.LIKELY if declared else Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"{named} can be reached from its own private network only, and does not answer from here",
        evidence=(*notes[:3], witness(entry)),
        fix=("Ask from inside that network; for clients elsewhere ask for an internet-facing load balancer.",),
        detail=str(case.exposure.port),
    )


CAUSE = Cause(
    slug="internal-address",
    rank=36,
    when=When.FAILING,
    explain=explain,
    link="load-balancer",
    code="KP834",
    title="A load balancer's address is internal",
)
