"""An Ingress's status names an address where nothing answers, while its controller answers elsewhere.

## Why it matters

Controllers clear the status only when they stop in good order, so that a former address may stand there for ever, and
DNS that follows it leads nowhere. A load balancer outside the cluster that is down would look the same.

## Example

```
its status says 203.0.113.77, where nothing answers: ingress-nginx answers at 192.0.2.11:31763 (node1)
```

## How to fix

Point clients and DNS at the controller's own address; let the controller write the status anew.

## Sources

Rows IN-8, IC-19; ingress-nginx: internal/ingress/status/status.go.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import controller_title, where, witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.route import LinkState
from kprobe.routes.ingress_links import CONTROLLER


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Published, unknown to Services and nodes, and dead (rows IN-8, IC-19; trap 50)."""
    link = next((e for e in entry.links if e.link == CONTROLLER and e.state is LinkState.UNKNOWN), None)
    alive = [e for e in case.working if not e.by_name and e.entry.via]
    if link is None or entry.open or not alive or case.exposure.kind != "ingress":
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"its status says {entry.entry.address}, where nothing answers: "
        f"{controller_title(entry.controller)} answers at {where(alive[0])}",
        evidence=(link.reason, witness(entry)),
        fix=("Point clients and DNS at the controller's own address; let the controller write the status anew.",),
        detail=entry.entry.address,
    )


CAUSE = Cause(
    slug="stale-address",
    rank=22,
    when=When.FAILING,
    explain=explain,
    code="KP842",
    title="A published address where nothing answers",
    severity=Severity.WARNING,
)
