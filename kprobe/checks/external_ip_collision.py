"""An external IP claims an address and port that somebody else has.

## Why it matters

`spec.externalIPs` is taken on trust: nothing checks that an address is free. Two Services with the same external IP and
port get each other's traffic; an external IP that is a node's own address takes the port from whatever listens there,
be it a pod with a host port, a NodePort or the kubelet.

## Example

```yaml
# Service a and Service b
externalIPs: [192.0.2.10]
ports: [{port: 443}]
```

## How to fix

Give each Service an address or a port of its own; better, use a load balancer, which hands addresses out once.

## Sources

Rows SV-17, HN-9; Kubernetes: Service API (`spec.externalIPs`), KEP-5707.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, port_text, ref_slug
from kprobe.cluster.claims import Claim, ClaimKind, in_effect, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import is_component
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref

_FIX = ("Give each of them an address or port of its own.",)


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an address, port and protocol for Services among themselves; once a pair for others."""
    claims: dict[tuple[str, int, str], set[Ref]] = defaultdict(set)
    for claim in cluster.claims.of_services:
        if claim.kind is ClaimKind.EXTERNAL_IP:
            claims[claim.address, claim.port, claim.protocol].add(claim.holder)
    for (address, port, protocol), holders in claims.items():
        services = sorted(holders)
        where = port_text(port, protocol, address)
        if len(services) > 1:
            yield CHECK.finding(
                services[0],
                f"{listed(services)} all claim external IP {where}",
                detail=f"{address}/{port}/{protocol}",
                evidence=(f"{s} has externalIPs {address}" for s in services[:5]),
                fix=_FIX,
                exposures=(e for s in services for e in _own(exposures, s, port)),
            )
        node = cluster.node_by_address.get(address)
        if node is None:
            continue
        for rival in _rivals(cluster, node, address, port=port, protocol=protocol):
            if rival.workload != services[0]:
                yield _taken(exposures, services[0], where, node=node, rival=rival)
        component = cluster.component_at(node, port, protocol)
        if component is not None and not component.loopback:
            yield CHECK.finding(
                services[0],
                f"external IP {where} of {services[0]} takes the port of {component.name} on {node}",
                confidence=component.confidence,
                detail=f"{address}/{port}/{protocol}/{component.name}",
                evidence=(f"{address} is an address of {node}",),
                fix=_FIX,
                exposures=_own(exposures, services[0], port),
            )


def _rivals(cluster: Cluster, node: str, address: str, *, port: int, protocol: str) -> Iterator[Claim]:
    seen: set[Ref] = set()
    for claim in cluster.claims.on(node, port, protocol):
        fits = in_effect(claim) and overlap(claim.address, address) and not is_component(cluster.pods[claim.holder])
        if fits and claim.workload not in seen:
            seen.add(claim.workload)
            yield claim
    if address in cluster.served_addresses.get(node, ()):
        yield from (c for c in cluster.claims.everywhere(port, protocol) if c.kind is ClaimKind.NODE_PORT)


def _taken(exposures: Exposures, service: Ref, where: str, *, node: str, rival: Claim) -> Finding:
    return CHECK.finding(
        service,
        f"external IP {where} of {service} is a port that {rival.workload} claims on {node} ({rival.kind})",
        confidence=Confidence.CERTAIN,
        detail=f"{where}/{ref_slug(rival.workload)}",
        evidence=(f"{node} owns the address", f"{rival.workload} claims {rival.port}/{rival.protocol} there"),
        fix=_FIX,
        exposures=(*_own(exposures, service, rival.port), *exposures.of_claim(rival)),
    )


def _own(exposures: Exposures, service: Ref, port: int) -> Iterator[Exposure]:
    return (e for e in exposures.of_service(service) if e.kind == "external-ip" and e.port == port)


CHECK = Check(
    code="KP106",
    slug="external-ip-collision",
    severity=Severity.ERROR,
    title="An external IP and port is claimed twice",
    run=run,
)
