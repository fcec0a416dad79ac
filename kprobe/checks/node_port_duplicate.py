"""Two Services have the same NodePort.

## Why it matters

A NodePort belongs to one Service, whatever the protocol; so does a health check port, which is drawn from the same
range. The API server refuses a second one ("provided port is already allocated"), so this is found in files, or in a
cluster whose allocations were damaged (restored from a backup, repaired by hand). One of the Services gets the traffic
of both; where the protocols differ each gets its own, but one of them could not be created again: a warning.

One Service may use one number for TCP and for UDP.

## Example

```yaml
# Service a and Service b
ports: [{port: 80, nodePort: 30080}]
```

## How to fix

Leave `nodePort` out of one of them, so that the API server chooses, or choose another one.

## Sources

Rows NP-2, NP-24; Kubernetes: `pkg/registry/core/service/portallocator`, kubernetes/kubernetes #91404.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, port_text
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref

_FIELDS = {ClaimKind.NODE_PORT: "nodePort", ClaimKind.HEALTH_CHECK: "healthCheckNodePort"}


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a port and protocol, or once a port for all its protocols; the Services are named together."""
    holders: dict[int, dict[str, dict[Ref, ClaimKind]]] = defaultdict(lambda: defaultdict(dict))
    for claim in cluster.claims.of_services:
        if claim.kind in _FIELDS:
            holders[claim.port][claim.protocol][claim.holder] = claim.kind
    for port, protocols in holders.items():
        fought = {protocol: services for protocol, services in protocols.items() if len(services) > 1}
        for protocol, services in fought.items():
            yield _finding(exposures, port, services, what=port_text(port, protocol), detail=f"{port}/{protocol}")
        everybody = {ref: kind for services in protocols.values() for ref, kind in services.items()}
        if not fought and len(everybody) > 1:
            finding = _finding(exposures, port, everybody, what=f"{port}, for different protocols", detail=str(port))
            yield replace(finding, severity=Severity.WARNING)


def _finding(exposures: Exposures, port: int, holders: dict[Ref, ClaimKind], *, what: str, detail: str) -> Finding:
    services = sorted(holders)
    return CHECK.finding(
        services[0],
        f"{listed(services)} all have NodePort {what}",
        detail=detail,
        evidence=(f"{s} has {_FIELDS[holders[s]]} {port}" for s in services[:5]),
        fix=("Leave nodePort out of all but one of them, so that the API server chooses a free one.",),
        exposures=(e for s in services for e in exposures.of_service(s) if e.kind == "node-port" and e.port == port),
    )


CHECK = Check(
    code="KP203",
    slug="node-port-duplicate",
    severity=Severity.ERROR,
    title="Two Services have the same NodePort",
    run=run,
)
