"""It answers from one place and not from another.

## Why it matters

The configuration is the same for both, so what differs stands between the clients and the cluster: a firewall, a route,
a proxy, split DNS, source ranges that let one of them in. People in one office report that the service is down while
all is well in the other, and nothing in the cluster explains it.

## Example

```
node-port/shop/web/80/TCP is reachable from outside 192.0.2.10, and not from outside 198.51.100.7
```

A vantage on a node or in a pod that gets through where nobody outside does is the same finding, of severity `info`:
traffic from within takes other paths, and outside is where it should work.

## How to fix

Follow the way from the side that does not get through: `kprobe why` run there names the first link that differs.
Compare firewalls, security groups, routes and the names' addresses (`--resolver`) of the two sides.

## Sources

- Kubernetes documentation, "Using Source IP", and "Service": `loadBalancerSourceRanges`
- kube-proxy lets a node's own traffic and that of pods take other rules than a stranger's (pkg/proxy)
"""

from __future__ import annotations

from kprobe.diagnosis.cause import Explanation
from kprobe.diagnosis.comparison import Comparison, Seen
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.report import VantageKind

_INSIDE = frozenset({VantageKind.NODE, VantageKind.POD})


def compare(seen: Seen) -> Explanation | None:
    """Whether it is reachable from some and unreachable from others; what was not probed or is not known is neither."""
    works = [v for v, item in seen.items() if item.verdict is Verdict.REACHABLE]
    fails = {v: item for v, item in seen.items() if item.verdict is Verdict.UNREACHABLE}
    if not works or not fails:
        return None
    exposure = next(iter(seen.values())).exposure
    inside = all(v.kind in _INSIDE for v in works)
    from_some, not_from = (" and ".join(sorted(v.name for v in some)) for some in (works, fails))
    return Explanation(
        confidence=Confidence.LIKELY,
        severity=Severity.INFO if inside else None,
        subject=exposure.source,
        message=f"{exposure.id} is reachable from {from_some}, and not from {not_from}",
        detail=exposure.id,
        evidence=tuple(
            f"from {v.name}: {item.diagnosis.message}" for v, item in fails.items() if item.diagnosis is not None
        ),
        fix=(
            "Compare firewalls, routes and names of the two sides: the cluster's configuration is the same for both.",
        ),
    )


COMPARISON = Comparison(
    code="KP845",
    slug="one-side-only",
    severity=Severity.WARNING,
    title="It answers from one place and not from another",
    compare=compare,
)
