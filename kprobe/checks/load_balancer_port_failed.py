"""A load balancer has an address, but its controller reports an error for a port.

## Why it matters

The Service is no longer pending, so it looks healthy; one of its ports is not served. The controller says so in
`status.loadBalancer.ingress[].ports[].error`, which kubectl does not show.

## Example

```yaml
status:
  loadBalancer:
    ingress: [{ip: 203.0.113.7, ports: [{port: 53, protocol: UDP, error: MixedProtocolNotSupported}]}]
```

## How to fix

What the error asks for; for a protocol that the load balancer does not do, use another Service or another class.

## Sources

Row LB-2; Kubernetes: core/v1 PortStatus (`error`), KEP-1435 (mixed protocols).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, port_text
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import service_ref
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for service in cluster.snapshot.services:
        if service.spec.type != "LoadBalancer":
            continue
        failed = [
            (item.ip or item.hostname, status)
            for item in service.status.load_balancer.ingress or ()
            for status in item.ports or ()
            if status.error
        ]
        if not failed:
            continue
        ref = service_ref(service)
        ports = sorted({(s.port, s.protocol) for _, s in failed})
        yield CHECK.finding(
            ref,
            f"the load balancer of {ref} does not serve {listed(port_text(*p) for p in ports)}: {failed[0][1].error}",
            evidence=(f"{port_text(s.port, s.protocol, address)}: {s.error}" for address, s in failed[:4]),
            fix=("Do what the error asks for, or give the port a Service of its own.",),
            exposures=(
                e
                for e in exposures.of_service(ref)
                if e.kind == "load-balancer" and (e.port, e.protocol.value) in ports
            ),
        )


CHECK = Check(
    code="KP403",
    slug="load-balancer-port-failed",
    severity=Severity.ERROR,
    title="A load balancer reports an error for a port",
    run=run,
)
