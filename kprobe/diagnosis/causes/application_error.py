"""The way in is sound, but the application answers a server error.

## Why it matters

Every link up to the application works, so nothing in the cluster's network is to be mended. Whoever uses the
application still gets an error.

## Example

```
the application answers 500 at /checkout
```

## How to fix

Look at the application's own log. A status of 502, 503 or 504 in a controller's own words is another cause
(gateway-error): there the backend was not reached.

## Sources

RFC 9110, section 15.6 (server errors).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.signatures.recognise import gateway_failed, stranger
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import HttpFacts


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """An HTTP status of 500 or more that is not a gateway's own word; where no controller stands before it, any."""
    http = entry.observation.http if entry.observation else None
    if http is None or http.status < 500:
        return None
    if entry.entry.path is not None and gateway_failed(http, entry.controller):
        return None
    who = "the application"
    if case.exposure.kind == "load-balancer" and gateway_failed(http):
        who = "the application, or the load balancer itself,"
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=case.exposure.workload or case.exposure.source,
        message=f"{who} answers {http.status} at {entry.entry.path or '/'}{_own_gateway(http, entry)}",
        evidence=(witness(entry),),
        fix=("The network is sound: look at the application's log.",),
        detail=str(http.status),
    )


def _own_gateway(http: HttpFacts, entry: EntryCase) -> str:
    other = stranger(http, entry.controller)
    return f", in the words of {other}: a gateway of its own, behind the controller" if other else ""


CAUSE = Cause(
    slug="application-error",
    rank=80,
    when=When.ANSWERING,
    explain=explain,
    link="process",
    code="KP812",
    title="The application answers an error",
    severity=Severity.WARNING,
)
