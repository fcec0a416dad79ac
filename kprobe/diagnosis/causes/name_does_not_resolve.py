"""The host name of an Ingress, or of a load balancer, does not resolve from here.

## Why it matters

Clients that use the name never get as far as the cluster. Asked at the controller's own address the route may work,
and the report says so: then only the name is missing. Names that resolve inside a company only are not missing there.

## Example

```
shop.example does not resolve from here; asked at the controller's own address, the route works
```

## How to fix

Create a DNS record that leads to the controller, or scan from where the name is known.

## Sources

Row LB-11 for load balancers, whose names may take minutes to appear; RFC 1035, section 4.1.1 (name error).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Stage


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The resolver says that there is no such name."""
    seen = entry.observation
    if seen is None or seen.stage is not Stage.RESOLVE or seen.state is not None:
        return None
    works = [e for e in case.working if not e.by_name]
    half = "; asked at the controller's own address, the route works" if works and entry.by_name else ""
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=case.exposure.source,
        message=f"{entry.entry.address} does not resolve from here{half}",
        evidence=(seen.error,) if seen.error else (),
        fix=(f"Create a DNS record for {entry.entry.address}, or say where clients get it from.",),
        severity=Severity.WARNING if entry.by_name else Severity.ERROR,
        detail=entry.entry.address,
    )


CAUSE = Cause(
    slug="name-does-not-resolve",
    rank=20,
    when=When.FAILING,
    explain=explain,
    link="dns",
    code="KP805",
    title="A host name does not resolve",
    severity=Severity.WARNING,
)
