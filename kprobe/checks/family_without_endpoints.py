"""A dual-stack Service has endpoints of one IP family only.

## Why it matters

The Service has an address in both families (`ipFamilies`), its pods have one: clients of the other family are refused,
while everything works for the rest. Pods on the host network of nodes with one address, and nodes whose pod network has
one family, are the usual reason. It explains why those addresses do not answer; it is a failure only for clients that
have no other family.

## Example

```yaml
# Service                        # its pods' status
ipFamilies: [IPv4, IPv6]         podIPs: [{ip: 10.244.0.7}]
```

## How to fix

Give the pods addresses of both families (pod CIDRs of both), or make the Service single-stack.

## Sources

Rows DS-7, NP-10; Kubernetes: Service API (`ipFamilies`), EndpointSlice API (`addressType`), KEP-563.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.pods import pod_addresses
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service and family."""
    for ref in exposures.services:
        service = cluster.services.get((ref.namespace, ref.name))
        families = (service.spec.ip_families or ()) if service else ()
        if service is None or len(families) < 2:
            continue
        for one in families:
            lacking = [
                port
                for port in service.spec.ports or ()
                if exposures.of_service_port(ref, port.port, port.protocol)
                and cluster.endpoints_of(service, port, (one,)).state is EndpointState.NO_FAMILY
            ]
            if not lacking:
                continue
            pods = cluster.pods_of(service) or ()
            held = sorted({family(address) for pod in pods for address in pod_addresses(pod)})
            yield CHECK.finding(
                ref,
                f"{ref} has {one}, but no endpoint of it",
                detail=one,
                evidence=(f"its pods have {listed(held)} addresses",) if held else (),
                fix=(f"Give its pods {one} addresses, or take {one} out of spec.ipFamilies.",),
                exposures=(e for p in lacking for e in exposures.of_service_port(ref, p.port, p.protocol)),
            )


CHECK = Check(
    code="KP308",
    slug="family-without-endpoints",
    severity=Severity.INFO,
    title="A dual-stack Service has endpoints of one family only",
    run=run,
)
