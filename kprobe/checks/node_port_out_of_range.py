"""A Service has a NodePort outside the API server's range.

## Why it matters

The API server refuses such a port, so it stems from a time when `--service-node-port-range` was wider, or from a file
that would be refused. With kube-proxy it usually goes on working, but the Service cannot be created again as it is, and
firewalls and load balancers are set up for the range. eBPF data planes with a range of their own do not serve it:
where Cilium's configuration gives a range that the port is not in, it is an error, whatever the API server allows.

The API server says so itself by an event `PortOutOfRange`; then it is certain. Where the range cannot be read, the
default is assumed and said to be; several Services beyond it show that the range is wider than the default, which makes
the finding information only.

## Example

```
PortOutOfRange: Port 32767 is not within the port range 30000-32766; please recreate service
```

## How to fix

Recreate the Service with a NodePort in the range, or widen the range (`--service-node-port-range`, and the data
plane's own setting). `--node-port-range` tells kprobe the range where it cannot be read.

## Sources

Rows NP-1, NP-3, NP-4, NP-21; Kubernetes: `pkg/registry/core/service/portallocator/controller/repair.go`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane, NodePortRange

REASON = "PortOutOfRange"


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    known = cluster.node_port_range
    ports: dict[Ref, set[int]] = {}
    for claim in cluster.claims.of_services:
        if claim.kind is ClaimKind.NODE_PORT:
            ports.setdefault(claim.holder, set()).add(claim.port)
    own = cluster.snapshot.service_proxy.node_port_range
    off = {ref: sorted(p for p in numbers if p not in known) for ref, numbers in ports.items()}
    wider = not known.proven and sum(1 for numbers in off.values() if numbers) > 1
    for ref, numbers in ports.items():
        said = _said(cluster, ref, numbers)
        if own is not None and own.proven and (beyond := sorted(p for p in numbers if p not in own)):
            yield _unserved(exposures, ref, beyond, own)
            continue
        if said:
            yield _finding(cluster, exposures, ref, sorted(set(said) | set(off[ref])), said=said, wider=False)
        elif off[ref]:
            yield _finding(cluster, exposures, ref, off[ref], said={}, wider=wider)


def _said(cluster: Cluster, ref: Ref, numbers: set[int]) -> dict[int, str]:
    """What the API server said about ports that the Service still has.

    Events outlive a change of the range by an hour: where the range is proven, one about a port inside it is history.
    """
    events = cluster.events_about(ref, REASON)
    known = cluster.node_port_range
    doubtful = {n for n in numbers if not (known.proven and n in known)}
    return {n: e.message for e in events for n in doubtful if f"Port {n} " in e.message}


def _unserved(exposures: Exposures, ref: Ref, ports: list[int], own: NodePortRange) -> Finding:
    """The data plane was not told the API server's range (row NP-21)."""
    return CHECK.finding(
        ref,
        f"NodePort {listed(ports)} of {ref} is outside the data plane's own range {own}, so that nothing serves it",
        severity=Severity.ERROR,
        confidence=Confidence.LIKELY,
        evidence=(f"range {own}: {own.source}",),
        fix=("Give the data plane the API server's range (Cilium: nodePort.range), or choose a NodePort in both.",),
        exposures=(e for e in exposures.of_service(ref) if e.kind == "node-port" and e.port in ports),
    )


def _finding(
    cluster: Cluster, exposures: Exposures, ref: Ref, ports: list[int], *, said: dict[int, str], wider: bool
) -> Finding:
    known = cluster.node_port_range
    named = f"NodePort{'s' if len(ports) > 1 else ''} {listed(ports)} of {ref}"
    severity = Severity.WARNING
    confidence = Confidence.CERTAIN if said or known.proven else Confidence.POSSIBLE
    if said:
        message = f"{named} is outside the API server's range: {next(iter(said.values()))}"
    elif wider:
        severity = Severity.INFO
        message = f"{named} is outside the default range {known}; other Services are too, so the range is likely wider"
    else:
        message = f"{named} is outside the range {known}"
    if severity is Severity.WARNING and confidence is Confidence.CERTAIN and _ebpf(cluster):
        severity = Severity.ERROR
    return CHECK.finding(
        ref,
        message,
        severity=severity,
        confidence=confidence,
        evidence=(f"range {known}: {known.source}", *(f"event {REASON}: {text}" for text in said.values())),
        fix=(
            "Recreate the Service with a NodePort in the range, or widen --service-node-port-range.",
            *(() if known.proven else ("Tell kprobe the range with --node-port-range.",)),
        ),
        exposures=(e for e in exposures.of_service(ref) if e.kind == "node-port" and e.port in ports),
    )


def _ebpf(cluster: Cluster) -> bool:
    planes = set(cluster.data_planes.values())
    return planes == {DataPlane.EBPF}


CHECK = Check(
    code="KP201",
    slug="node-port-out-of-range",
    severity=Severity.WARNING,
    title="A NodePort is outside the API server's range",
    run=run,
)
