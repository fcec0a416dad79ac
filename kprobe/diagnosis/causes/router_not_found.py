"""An Ingress answers 404 in just the words that a host gets which nobody serves; its route may be missing.

## Why it matters

Many routers and applications share one 404 ("404 page not found" is Go's own), so that the likeness proves nothing
against the route, and the status nothing for it. The path is asked under its own host, a path that cannot exist
likewise, and the same path under a host that nobody serves; the three answers are compared.

## Example

```
its answer, 404, is the one that a host gets which nobody serves: the controller may not have taken it up,
or the application answers just like the controller
```

## How to fix

Look at the controller's log for this Ingress, or ask for a path that the application knows.

## Sources

Rows SIG-1 to SIG-3; Go, net/http NotFound.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Author


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The router's own 404, or one like it, although every link is sound."""
    http = entry.observation.http if entry.observation else None
    sound = entry.prediction is not None and entry.prediction.works is True
    if http is None or http.author is not Author.ROUTER or not sound:
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"its answer, {http.status}, is the one that a host gets which nobody serves: "
        "the controller may not have taken it up, or the application answers just like the controller",
        evidence=(witness(entry),),
        fix=("Look at the controller's log for this Ingress, or ask for a path that the application knows.",),
    )


CAUSE = Cause(
    slug="router-not-found",
    rank=75,
    when=When.UNTOLD,
    explain=explain,
    code="KP814",
    title="Answered like a host that nobody serves",
    severity=Severity.WARNING,
)
