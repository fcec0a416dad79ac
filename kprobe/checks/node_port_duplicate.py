"""Two Services have the same NodePort and protocol.

## Why it matters

A NodePort belongs to one Service. The API server refuses a second one ("provided port is already allocated"), so this
is found in files, or in a cluster whose allocations were damaged (restored from a backup, repaired by hand). One of the
Services gets the traffic of both.

One Service may use one number for TCP and for UDP.

## Example

```yaml
# Service a and Service b
ports: [{port: 80, nodePort: 30080}]
```

## How to fix

Leave `nodePort` out of one of them, so that the API server chooses, or choose another one.

## Sources

Rows NP-2, NP-24; Kubernetes: `pkg/registry/core/service/portallocator`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, port_text
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a port and protocol; the Services are named together."""
    holders: dict[tuple[int, str], set[Ref]] = defaultdict(set)
    for claim in cluster.claims.of_services:
        if claim.kind is ClaimKind.NODE_PORT:
            holders[claim.port, claim.protocol].add(claim.holder)
    for (port, protocol), refs in holders.items():
        if len(refs) < 2:
            continue
        services = sorted(refs)
        yield CHECK.finding(
            services[0],
            f"{listed(services)} all have NodePort {port_text(port, protocol)}",
            detail=f"{port}/{protocol}",
            evidence=(f"{s} has nodePort {port}" for s in services[:5]),
            fix=("Leave nodePort out of all but one of them, so that the API server chooses a free one.",),
            exposures=(
                e for s in services for e in exposures.of_service(s) if e.kind == "node-port" and e.port == port
            ),
        )


CHECK = Check(
    code="KP203",
    slug="node-port-duplicate",
    severity=Severity.ERROR,
    title="Two Services have the same NodePort",
    run=run,
)
