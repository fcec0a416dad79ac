"""One address refuses every time while others answer now and then: one of several endpoints is bad.

## Why it matters

A service proxy chooses an endpoint at random for each connection and does not try another, so that a few attempts may
all meet the bad one. The node whose address refused is innocent: looking for a firewall there would be a waste of
time.

## Example

```
some connections are refused and some are answered: one of several endpoints is bad
```

## How to fix

Ask the pods one by one on the target port. A readiness probe on the port that is served takes a bad one out of the
Service by itself.

## Sources

Rows S-12, NP-15; Kubernetes documentation: Virtual IPs and Service Proxies.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Refused here, answered only k of n times at another entry of the same exposure."""
    seen = entry.observation
    flaky = [e for e in case.tried if e.flaky]
    if seen is None or seen.state is not PortState.CLOSED or not flaky or case.exposure.service is None:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.service,
        message="some connections are refused and some are answered: one of several endpoints is bad",
        evidence=tuple(witness(e) for e in (entry, *flaky))[:4],
        fix=("Compare its pods one by one; a readiness probe on the served port takes a bad one out.",),
        detail=case.port_detail,
    )


CAUSE = Cause(
    slug="bad-endpoint",
    rank=34,
    when=When.FAILING,
    explain=explain,
    code="KP808",
    title="One of several endpoints refuses",
    severity=Severity.WARNING,
)
