"""Something answers where the configuration says that nothing can.

## Why it matters

Another process of the host, another pod or another Service holds the port, so that clients talk to something that
nobody meant to expose. A check that already found a rival for the port is pointed to; else a component of the node
that listens there (the kubelet on 10250) is named, another pod that claims the port, or the rules of a NodePort that is
gone. It may also be a device in between that answers for everybody, or a cluster that changed since it was read.

## Example

```
something answers although nothing can: most likely another process or Service holds the port
```

## How to fix

Find out who listens there (`ss -lntp` on the node) before you trust what it answers. Then scan again.

## Sources

Rows HN-8, HN-9, HN-11, HP-8; pkg/cluster/ports/ports.go for the ports of a node's own components.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import SOMETHING, witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.route import Link
from kprobe.routes.pod_links import POD


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Open, although a link is proven broken."""
    link = entry.broken_link
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
    known = link.evidence if link is not None and link.link == POD else ()
    who = known[0] if known else _somebody(link)
    return Explanation(
        confidence=Confidence.LIKELY if known else Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"{SOMETHING}{who}",
        evidence=(witness(entry), f"predicted not to answer: {reason}", *known[1:]),
        fix=(
            "Find out who listens there before you trust what it answers.",
            "Scan again: the API may have been read a moment too early. A device in between may answer for everybody.",
            *(_BETWEEN_CRASHES if "CrashLoopBackOff" in reason else ()),
        ),
        detail=f"{case.exposure.kind}/{case.exposure.port}",
    )


def _somebody(link: Link | None) -> str:
    if link is not None and link.finding == "KP302":  # readiness is what changes most often of all that was read
        return "a pod may have become ready since the API was read, or another process or Service holds the port"
    return "most likely another process or Service holds the port"


_BETWEEN_CRASHES = ("Between two crashes the container runs for a moment: it may have been the one that answered.",)
# What already tells who else wants the port: another pod, a Service, a component of the node.
_RIVALS = ("KP101", "KP104", "KP105", "KP106", "KP204")

CAUSE = Cause(
    slug="something-else-answers",
    rank=60,
    when=When.UNEXPECTED,
    explain=explain,
    code="KP820",
    title="Something else answers",
    severity=Severity.WARNING,
)
