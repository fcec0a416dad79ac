"""Only some attempts succeed: one bad endpoint, or one bad path, of several.

## Why it matters

Clients see an error now and then, and a retry hides it. A service proxy chooses an endpoint at random for every
connection and does not try another, so that k of n attempts succeed where k of n endpoints are good. The same comes
of a load balancer or a name with one dead address.

One endpoint alone that answers only sometimes is slow, overloaded, or comes and goes.

Endpoints are compared: one that is not ready, restarts, belongs to another workload, runs another image or declares
other ports than the rest is named as the likeliest, one that is like the rest never.

## Example

```
192.0.2.11:30080 answers 2 of 3 times (else refused): one of several endpoints is bad, most likely Pod shop/web-2
```

One of three pods is Ready although its process does not listen.

## How to fix

Ask the pods one by one on the target port. A readiness probe on the port that is served takes a bad one out of the
Service by itself. Where there is but one, look at its restarts, its limits and its load.

## Sources

Rows S-12, S-13, NP-15, SV-8, SV-12, SV-25, DS-9; Kubernetes documentation: Virtual IPs and Service Proxies.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.shared_place import contested
from kprobe.diagnosis.suspicion import accusation, evidence, fix, otherwise, suspects
from kprobe.diagnosis.wording import controller_title, where, witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Observation
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS
from kprobe.routes.service_links import AFFINITY

_BUSY = "See whether its pod restarts, is slow or has too little CPU: kubectl describe pod, kubectl top pod."


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Service proxies choose at random and do not try again, so that k of n succeed."""
    seen = entry.observation
    if seen is None or (entry.prediction is not None and entry.prediction.others_answer):
        return None  # another rule answers in its place, and what that does is not this one's fault
    if (shared := contested(case, entry, "answers only sometimes")) is not None:
        return shared
    found = suspects(e for e in case.tried if e.flaky)
    sticky = tuple(line for link in entry.links if link.link == AFFINITY for line in (link.reason,))
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.service or case.exposure.source,
        message=f"{where(entry)} {_how(entry, seen)}: "
        f"{_alone(entry) or f'one of several endpoints is bad{accusation(found)}'}",
        evidence=(*evidence(found), *(witness(e) for e in case.tried if e.flaky), *sticky)[:5],
        fix=(_BUSY,) if _alone(entry) else fix(case, found),
        detail=case.port_detail,
    )


def _how(entry: EntryCase, seen: Observation) -> str:
    if entry.comes_and_goes:
        return f"takes a connection, and not the next ({seen.error})"
    return f"answers {seen.succeeded} of {seen.attempts} times{otherwise(entry)}"


def _alone(entry: EntryCase) -> str:
    """Who is unsteady where one process alone answers, "" where several do, or how many is not known."""
    if entry.entry.pod is not None:
        return "its process answers only some of the time"
    counts = [link.endpoints for link in entry.links if link.link == ENDPOINTS]
    if not counts or counts[-1] != 1:
        return ""
    others = f", or one of the {counts[0]} replicas of {controller_title(entry.controller)}" if counts[0] > 1 else ""
    return f"the only endpoint behind it{others} answers only some of the time"


CAUSE = Cause(
    slug="answers-sometimes",
    rank=70,
    when=When.FLAKY,
    explain=explain,
    link="endpoints",
    code="KP804",
    title="Answers only sometimes",
    severity=Severity.WARNING,
)
