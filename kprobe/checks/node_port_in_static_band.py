"""A NodePort lies in the band that the API server keeps for ports chosen by hand.

## Why it matters

It is information only. The API server draws the NodePorts it chooses itself from the upper band of the range and takes
the lower one last, so a port chosen by hand is safe there: 30000-30085 of the default range. A port written in a
manifest belongs into this band; one above it may be gone when the manifest is applied again.

The band has `min(max(16, size / 32), 128)` ports.

## Example

```yaml
ports: [{port: 80, nodePort: 30000}]
```

## How to fix

Nothing to fix. Let the API server choose (leave `nodePort` out), or choose from this band.

## Sources

Row NP-35; KEP-3668 (reserve NodePort ranges for dynamic and static allocation).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.port_bands import static_band
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    band = static_band(cluster.node_port_range)
    if band is None:
        return
    ports: dict[Ref, set[int]] = {}
    for claim in cluster.claims.of_services:
        if claim.kind is ClaimKind.NODE_PORT and claim.port in band:
            ports.setdefault(claim.holder, set()).add(claim.port)
    for ref, numbers in ports.items():
        yield CHECK.finding(
            ref,
            f"NodePort {listed(sorted(numbers))} of {ref} is in the band {band} for ports chosen by hand",
            confidence=Confidence.CERTAIN if band.proven else Confidence.LIKELY,
            evidence=(f"range {cluster.node_port_range}: {band.source}",),
            exposures=(e for e in exposures.of_service(ref) if e.kind == "node-port" and e.port in numbers),
        )


CHECK = Check(
    code="KP202",
    slug="node-port-in-static-band",
    severity=Severity.INFO,
    title="A NodePort is in the band for ports chosen by hand",
    run=run,
)
