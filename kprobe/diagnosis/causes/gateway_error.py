"""The ingress controller answers, but its backend fails it: 502, 503 or 504.

## Why it matters

Names, addresses, load balancer and controller work; the last step, from the controller to a pod, does not. 502 says
that the backend refuses or speaks another protocol, 503 that the controller holds no backend for healthy, 504 that
none answered in time. The statuses alone do not tell more, hence the confidence.

## Example

```
the controller answers 502 although the backend has ready endpoints: the backend refuses or speaks another protocol
```

The backend's port speaks HTTPS, and the controller was not told so.

## How to fix

Ask the pods on their target port. Look at the controller's log for this host. For a backend that speaks TLS or gRPC,
set the controller's annotation for it; for silence, look at NetworkPolicies between the two.

## Sources

Rows IN-32, IN-33, IN-34; RFC 9110, sections 15.6.3 to 15.6.5.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.signatures import gateway_failed
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """A gateway error although the backend has ready endpoints (rows IN-32, IN-33, IN-34)."""
    http = entry.observation.http if entry.observation else None
    if http is None or not gateway_failed(http):
        return None
    why = {
        502: "the backend refuses or speaks another protocol",
        503: "the controller has no backend that it holds for healthy",
        504: "the backend does not answer in time",
    }[http.status]
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.service or case.exposure.source,
        message=f"the controller answers {http.status} although the backend has ready endpoints: {why}",
        evidence=(witness(entry),),
        fix=("Ask the pods on their target port, and look at the controller's log for this host.",),
    )


CAUSE = Cause(
    slug="gateway-error",
    rank=15,
    when=When.FAILING,
    explain=explain,
    code="KP810",
    title="The controller cannot reach its backend",
)
