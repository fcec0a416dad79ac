"""Something answers where the configuration says that nothing can.

## Why it matters

Another process of the host, another pod or another Service holds the port, so that clients talk to something that
nobody meant to expose. A check that already found a rival for the port is pointed to. It may also be a device in
between that answers for everybody, or a cluster that changed since it was read.

## Example

```
something answers although nothing can: most likely another process or Service holds the port
```

## How to fix

Find out who listens there (`ss -lntp` on the node) before you trust what it answers. Then scan again.

## Sources

Rows HN-8, HP-8, HN-19; pkg/cluster/ports/ports.go for the ports of a node's own components.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Open, although a link is proven broken."""
    rival = next((f for code in _RIVALS if (f := case.finding(code, case.exposure.source)) is not None), None)
    if rival is not None:
        return Explanation(
            confidence=Confidence.LIKELY,
            subject=rival.subject,
            message=rival.message,
            evidence=(witness(entry),),
            fix=rival.fix,
            finding=rival,
        )
    reason = entry.prediction.reason if entry.prediction else ""
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message="something answers although nothing can: most likely another process or Service holds the port",
        evidence=(witness(entry), f"predicted not to answer: {reason}"),
        fix=(
            "Find out who listens there before you trust what it answers.",
            "Scan again: the API may have been read a moment too early. A device in between may answer for everybody.",
        ),
        detail=f"{case.exposure.kind}/{case.exposure.port}",
    )


# What already tells who else wants the port: another pod, a Service, a component of the node.
_RIVALS = ("KP101", "KP104", "KP105")

CAUSE = Cause(
    slug="something-else-answers",
    rank=60,
    when=When.UNEXPECTED,
    explain=explain,
    code="KP820",
    title="Something else answers",
    severity=Severity.WARNING,
)
