"""The connection is refused although every link is sound: the pod itself says no.

## Why it matters

A service proxy refuses on its own only where there is no endpoint, so with ready endpoints the refusal comes from a
pod: nothing listens on the target port, or only on the pod's loopback address. Nothing in the API shows it: endpoints
look healthy, because a numeric target port is never compared with what a container declares. One node that refuses
alone is another cause.

## Example

```yaml
# Service                              # process in the pod
ports: [{port: 80, targetPort: 80}]    listens on 8080, or on 127.0.0.1 only
```

## How to fix

Make targetPort the port that the process listens on, and let it bind 0.0.0.0 or ::, not loopback. A host port that is
refused everywhere may also mean that the network plugin maps none (the plugin `portmap` is not chained); where another
host port of the same node answers, it is the container.

## Sources

Rows NP-12, SV-9 to SV-11, HN-2, HN-3, HP-1, HP-15, S-1; endpointslice/utils.go (no comparison with containerPort).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.refs import Ref
from kprobe.model.route import LinkState
from kprobe.routes.endpoints_link import BY_HAND
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS
from kprobe.routes.session_affinity_link import SLUG as AFFINITY

# k3s: the pods that hold a load balancer's port on each node only pass it on (k3s, pkg/cloudprovider/servicelb.go).
_SERVICE, _NAMESPACE = "svccontroller.k3s.cattle.io/svcname", "svccontroller.k3s.cattle.io/svcnamespace"
_NOBODY_THERE = ("KP301", "KP302", "KP303", "KP305")


def _balanced(exposure: Exposure) -> Ref | None:
    labels = dict(exposure.labels)
    if exposure.kind != "host-port" or not labels.get(_SERVICE):
        return None
    return Ref(kind="Service", namespace=labels.get(_NAMESPACE, ""), name=labels[_SERVICE])


def _behind(case: Case, entry: EntryCase, service: Ref) -> Explanation:
    """The Service is guilty, not the pod that forwards to it; what a check says of it is the reason."""
    known = next((f for code in _NOBODY_THERE if (f := case.finding(code, service)) is not None), None)
    return Explanation(
        confidence=Confidence.LIKELY if known else Confidence.POSSIBLE,
        subject=service,
        message=known.message if known else f"{service} refuses behind the pods that k3s makes for its load balancer",
        evidence=(witness(entry),),
        fix=known.fix if known else ("Make targetPort the port that the process listens on, on all addresses.",),
        finding=known,
        detail=str(case.exposure.port),
    )


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Refused everywhere: one node that refuses alone is another cause."""
    tried = [e for e in case.tried if not e.intended and not e.doomed]
    if not tried or any(e.observation and e.observation.state is not PortState.CLOSED for e in tried):
        return None
    exposure = case.exposure
    if (balanced := _balanced(exposure)) is not None:
        return _behind(case, entry, balanced)
    hint = case.finding("KP304", exposure.service or exposure.source) if exposure.kind != "ingress" else None
    process = exposure.workload or exposure.source
    subject = exposure.service or process
    port = exposure.port
    fix: tuple[str, ...]
    if exposure.kind == "ingress":
        subject = exposure.source
        message = "the connection is refused before any request: its controller does not listen at this address"
        fix = ("Look at the controller's own way in, and at whether its pods listen.",)
    elif exposure.service is not None:
        if not any(link.link == ENDPOINTS and link.state is LinkState.OK for link in entry.links):
            return None
        port = exposure.service_port or port  # once a port of the Service, whichever ways in lead to it
        message = f"{exposure.service} has ready endpoints, but they refuse: nothing listens on the target port"
        if any(link.link == AFFINITY for link in entry.links) and _several(case, entry):
            message = f"{exposure.service} keeps this client with one of its endpoints (sessionAffinity), which refuses"
        fix = ("Make targetPort the port that the process listens on, on all addresses, not on 127.0.0.1.",)
        if told := _told(case, entry, exposure.service):
            message, fix = told
    elif exposure.kind == "host-port" and entry.entry.node in case.around.mapping_nodes:
        message = f"{process} runs, but its container does not listen where host port {exposure.port} leads"
        fix = ("Make the process listen on containerPort on all addresses, not on 127.0.0.1.",)
    elif exposure.kind == "host-port":
        message = (
            f"{process} runs, but host port {exposure.port} is refused: "
            "the container does not listen, or the CNI maps no host ports"
        )
        fix = ("Make the process listen on containerPort on all addresses; see that the CNI chains portmap.",)
    else:
        message = f"{process} runs, but nothing listens on {exposure.port} at its node's address"
        fix = ("Make the process bind 0.0.0.0 (or ::), and declare the port that it uses.",)
    return Explanation(
        confidence=Confidence.LIKELY if hint else Confidence.POSSIBLE,
        subject=subject,
        message=message,
        evidence=(*((hint.message,) if hint else ()), witness(entry)),
        fix=hint.fix if hint and hint.fix else fix,
        detail=str(port),
    )


def _told(case: Case, entry: EntryCase, service: Ref) -> tuple[str, tuple[str, ...]] | None:
    """What the API does show of endpoints that count as ready and refuse (rows SV-12, SV-20)."""
    link = next(e for e in entry.links if e.link == ENDPOINTS)
    if link.reason.endswith(BY_HAND):
        where = ", ".join(link.evidence)
        return (
            f"{service} has endpoints {BY_HAND}, {where}, and they refuse: nothing listens there",
            ("Write the address and port at which something listens into the EndpointSlice.",),
        )
    unready = case.finding("KP309", service)
    if unready is not None:
        return f"{unready.message}, and they refuse: {'; '.join(unready.evidence[2:])}", unready.fix
    return None


def _several(case: Case, entry: EntryCase) -> bool:
    return any(e.entry == entry.entry and e.backends > 1 for e in case.route.entries)


CAUSE = Cause(
    slug="nothing-listens",
    rank=40,
    when=When.FAILING,
    explain=explain,
    link="process",
    code="KP801",
    title="Nothing listens",
)
