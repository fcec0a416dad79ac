"""A NodePort lies among the ports that nodes use for their own outgoing connections.

## Why it matters

Linux draws the local port of an outgoing connection from `net.ipv4.ip_local_port_range`, by default 32768-60999. A
service proxy holds no socket for a NodePort, so that a process of the node may be given that very port, and answers to
it are sent to the Service instead: connections that fail now and then, and that nobody can explain.

Which range a node uses is not in the API: the default is assumed, so the finding is information only.

## Example

```
--service-node-port-range=30000-40000, nodePort: 35000
```

## How to fix

Keep NodePorts below 32768, or reserve them on every node: `sysctl net.ipv4.ip_local_reserved_ports`.

## Sources

Row NP-25; kubernetes/kubernetes #108496, #111682, #139276; Linux: Documentation/networking/ip-sysctl.rst.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.port_bands import EPHEMERAL
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    ports: dict[Ref, set[int]] = {}
    for claim in cluster.claims.of_services:
        if claim.kind is ClaimKind.NODE_PORT and claim.port in EPHEMERAL:
            ports.setdefault(claim.holder, set()).add(claim.port)
    for ref, numbers in ports.items():
        yield CHECK.finding(
            ref,
            f"NodePort {listed(sorted(numbers))} of {ref} may be drawn by nodes for their own outgoing connections",
            confidence=Confidence.POSSIBLE,
            evidence=("by default Linux draws local ports from 32768-60999; what the nodes use is not in the API",),
            fix=("Choose a NodePort below 32768, or reserve it: sysctl net.ipv4.ip_local_reserved_ports.",),
            exposures=(e for e in exposures.of_service(ref) if e.kind == "node-port" and e.port in numbers),
        )


CHECK = Check(
    code="KP205",
    slug="node-port-in-ephemeral-range",
    severity=Severity.INFO,
    title="A NodePort is among the nodes' ephemeral ports",
    run=run,
)
