"""One address fails every time while others answer, and an endpoint is to blame, not the node.

## Why it matters

A service proxy chooses an endpoint at random for each connection and does not try another, so that a few attempts may
all meet the bad one. The node whose address failed is innocent: looking for a firewall there would be a waste of time.
A pod that does not listen refuses; an endpoint made by hand whose address is dead is silent. With
`sessionAffinity: ClientIP` a client meets the same endpoint for hours. With `externalTrafficPolicy: Local` a node has
its own endpoints only: where they refuse, so does the node.

## Example

```
some attempts are refused and some are answered: one of several endpoints is bad, most likely Pod shop/web-2
```

## How to fix

Ask the pods one by one on the target port. A readiness probe on the port that is served takes a bad one out of the
Service by itself.

## Sources

Rows S-12, S-13, NP-15, NP-26, DS-9; Kubernetes documentation: Virtual IPs and Service Proxies.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.suspicion import accusation, evidence, fix, suspects
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState
from kprobe.routes.endpoints_link import LOCAL
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS
from kprobe.routes.service_links import AFFINITY


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Fails here; answers elsewhere only k of n times, or by a node that has other endpoints, or by affinity."""
    seen = entry.observation
    if seen is None or entry.open or case.exposure.service is None:
        return None
    flaky = tuple(e for e in case.tried if e.flaky and _in_the_same_way(e, entry)) if _several(entry) else ()
    refuses = "refuses" if seen.state is PortState.CLOSED else "does not answer"
    if flaky:
        fail = "are refused" if seen.state is PortState.CLOSED else "get no answer"
        message = f"some attempts {fail} and some are answered: one of several endpoints is bad"
        found, beside = suspects((entry, *flaky)), flaky
    elif seen.state is not PortState.CLOSED and not entry.alone:
        return None
    elif case.working and _own_endpoints(entry):
        message = f"the endpoint on {entry.entry.node} {refuses}, and policy Local leaves this node no other"
        found, beside = suspects((entry,)), case.working
    elif case.working and (sticky := next((e for e in entry.links if e.link == AFFINITY), None)):
        message = f"one of several endpoints {refuses}, and this client keeps meeting it here: {sticky.reason}"
        found, beside = suspects((entry,)), case.working
    else:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.service,
        message=message + accusation(found),
        evidence=(*evidence(found), *(witness(e) for e in (entry, *beside)))[:5],
        fix=fix(case, found),
        detail=case.port_detail,
        # Whether an address refused every time or only most times is chance: the finding must not change with it.
        yields_to=(f"KP804/{case.exposure.service.kind}/{case.exposure.service.path}/{case.port_detail}",),
    )


def _several(entry: EntryCase) -> bool:
    return any(link.link == ENDPOINTS and link.endpoints != 1 for link in entry.links)


def _in_the_same_way(flaky: EntryCase, entry: EntryCase) -> bool:
    """Whether what failed of a flaky entry's attempts failed as all of this one's did: one endpoint may do both."""
    error = flaky.observation.error if flaky.observation else ""
    silent = error.startswith("no answer") or "unreachable" in error or "no reply" in error
    refused = entry.observation is not None and entry.observation.state is PortState.CLOSED
    return silent is not refused and not (refused and flaky.slow_at_times)


def _own_endpoints(entry: EntryCase) -> bool:
    return any(link.link == ENDPOINTS and LOCAL in link.reason and link.suspects for link in entry.links)


CAUSE = Cause(
    slug="bad-endpoint",
    rank=34,
    when=When.FAILING,
    explain=explain,
    link="endpoints",
    code="KP808",
    title="One of several endpoints refuses",
    severity=Severity.WARNING,
)
