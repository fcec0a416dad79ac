"""A port answers in another protocol than its name or appProtocol says.

## Why it matters

Clients and load balancers that go by the name fail: they begin TLS where plain HTTP is spoken, or the reverse. It may
be meant so, as behind something that ends TLS in front of it, and the port is open all the same.

## Example

```
port 30443 should speak https by its name, but speaks plain HTTP
```

## How to fix

Give the port a name (or appProtocol) that fits, or let the process speak what the name says.

## Sources

Rows IN-34, IN-35 and S-6 for what follows behind a router; core/v1 ServicePort, appProtocol.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity

_WORDS = {"tls": "TLS", "http": "plain HTTP"}


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """What was recognised is not what was expected; of an Ingress's own ports its controller decides."""
    seen = entry.observation
    if seen is None or not seen.speaks or entry.entry.host is not None:
        return None
    meant = entry.entry.application or entry.entry.scheme
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.service or case.exposure.workload or case.exposure.source,
        message=f"port {case.port_detail} should speak {meant} by its name, but speaks {_WORDS[seen.speaks]}",
        evidence=(witness(entry),),
        fix=("Give the port a name or appProtocol that fits, or let the process speak what it says.",),
        detail=case.port_detail,
    )


CAUSE = Cause(
    slug="speaks-otherwise",
    rank=83,
    when=When.ANSWERING,
    explain=explain,
    link="process",
    code="KP819",
    title="Speaks another protocol than its name says",
    severity=Severity.INFO,
)
