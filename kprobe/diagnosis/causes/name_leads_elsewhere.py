"""The host name resolves, but not to an address known to be the controller's, and what is there fails or is another's.

## Why it matters

The route works where the cluster serves it, while clients who use the name arrive somewhere else: an old load
balancer, a former cluster, a proxy that is down.

## Example

```
shop.example resolves to 203.0.113.9: not where its controller answers
```

## How to fix

Point the name at the controller. Where a proxy or CDN stands in front on purpose, look there: the cluster's half is
sound.

## Sources

networking.k8s.io/v1 Ingress, status.loadBalancer; RFC 1034 (name resolution).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """By name it fails, while the controller's own addresses answer."""
    seen = entry.observation
    if not entry.by_name or seen is None or not seen.addresses:
        return None
    own = {e.entry.address for e in case.entries if not e.by_name}
    if own & set(seen.addresses) or not [e for e in case.working if not e.by_name]:
        return None
    whose = f", but {entry.strayed}, which does not know the name" if entry.strayed else ""
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"{entry.entry.address} resolves to {', '.join(seen.addresses[:3])}: "
        f"not where its controller answers{whose}",
        evidence=(witness(entry), f"the controller answers at {', '.join(sorted(own)[:3])}"),
        fix=(f"Point {entry.entry.address} at the controller.",),
        detail=entry.entry.address,
    )


CAUSE = Cause(
    slug="name-leads-elsewhere",
    rank=21,
    when=When.FAILING,
    explain=explain,
    link="dns",
    code="KP806",
    title="A host name leads elsewhere",
    severity=Severity.ERROR,
)
