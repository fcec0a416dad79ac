"""A Service has external IPs that no node serves, because of its type.

## Why it matters

Service proxies pass over headless Services (`clusterIP: None`) and those of type ExternalName altogether, their
external IPs included. The addresses stand in the Service and in what kubectl prints, and nothing ever listens there.

## Example

```yaml
clusterIP: None
externalIPs: [192.0.2.10]     # without effect
```

## How to fix

Expose the pods by another Service, one with a cluster IP; or take the external IPs out.

## Sources

Rows SV-15, SV-16; Kubernetes: `pkg/proxy/util` (ShouldSkipService), Service API (`externalIPs`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import service_ref
from kprobe.exposures.service_entries import proxied
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, _exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for service in cluster.snapshot.services:
        if not service.spec.external_ips or proxied(service):
            continue
        kind = "of type ExternalName" if service.spec.type == "ExternalName" else "headless"
        yield CHECK.finding(
            service_ref(service),
            f"no node serves external IP {listed(service.spec.external_ips)}: {service_ref(service)} is {kind}",
            fix=("Expose the pods by a Service with a cluster IP, or take the external IPs out.",),
        )


CHECK = Check(
    code="KP311",
    slug="external-ips-unserved",
    severity=Severity.WARNING,
    title="External IPs that no node serves",
    run=run,
)
