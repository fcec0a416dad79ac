"""The port is open and by its name speaks HTTP, but no HTTP answer comes.

## Why it matters

The name or appProtocol of a port is a promise that nothing enforces: the application may speak something else, want a
client certificate, or hang. What the port is good for was not seen, so it is not called reachable.

## Example

```yaml
ports: [{name: http, port: 5432}]   # and PostgreSQL listens
```

## How to fix

See what the port speaks. Rename it if that is not HTTP, look at the application if it is.

## Sources

Rows S-6, S-7; core/v1 ServicePort, appProtocol.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import SLOW, witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Open, asked, and no answer (rows S-6, S-7)."""
    if not entry.speechless or entry.doomed or entry.comes_and_goes:
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.service or case.exposure.source,
        message=f"port {entry.entry.port} is open and should speak {entry.entry.scheme}, but gives no HTTP answer",
        evidence=(witness(entry),),
        fix=(
            *((SLOW,) if entry.waits else ()),
            "See what it speaks: rename the port if it is not HTTP, look at the application if it is.",
        ),
        detail=str(case.exposure.port),
    )


CAUSE = Cause(
    slug="promised-http",
    rank=76,
    when=When.UNTOLD,
    explain=explain,
    link="process",
    code="KP815",
    title="No HTTP answer from a port that promises one",
    severity=Severity.INFO,
)
