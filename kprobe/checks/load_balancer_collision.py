"""Two Services have the same load balancer address and port, or one has another's as an external IP.

## Why it matters

A node can send what comes to one address and port to one Service only: the other one's clients get the wrong answers.
Controllers hand out addresses once, or share them among distinct ports; but a status may be written by two of them, and
`spec.externalIPs` is taken on trust.

## Example

```yaml
# Service a: status.loadBalancer.ingress [203.0.113.7], port 443
# Service b: externalIPs [203.0.113.7], port 443
```

## How to fix

Give each Service an address or a port of its own.

## Sources

Rows SV-17, LB-9; Kubernetes: Service API (`externalIPs`, `status.loadBalancer`), KEP-1860.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, port_text
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.exposures.service_entries import proxied
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref

_KINDS = frozenset({"load-balancer", "external-ip"})


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an address, port and protocol; Services whose external IPs alone meet are another check's."""
    balanced: dict[tuple[str, int, str], set[Ref]] = defaultdict(set)
    claimed: dict[tuple[str, int, str], set[Ref]] = defaultdict(set)
    for service in cluster.snapshot.services:
        if not proxied(service):
            continue
        ref, spec = service_ref(service), service.spec
        items = (service.status.load_balancer.ingress or ()) if spec.type == "LoadBalancer" else ()
        for port in ports_of(service):
            for item in items:
                if item.ip and item.ip_mode != "Proxy":
                    balanced[item.ip, port.port, port.protocol].add(ref)
            for address in spec.external_ips or ():
                claimed[address, port.port, port.protocol].add(ref)
    for key, holders in balanced.items():
        rivals = sorted(holders | claimed.get(key, set()))
        if len(rivals) < 2:
            continue
        address, number, protocol = key
        where = port_text(number, protocol, address)
        yield CHECK.finding(
            rivals[0],
            f"{listed(rivals)} all have {where}, which can lead to one of them only",
            confidence=Confidence.LIKELY,
            detail=where,
            fix=("Give each of them an address or port of its own.",),
            exposures=(
                e
                for ref in rivals
                for e in exposures.of_service(ref)
                if e.kind in _KINDS and e.port == number and any(i.address == address for i in e.entries)
            ),
        )


CHECK = Check(
    code="KP406",
    slug="load-balancer-collision",
    severity=Severity.WARNING,
    title="Two Services have one load balancer address and port",
    run=run,
)
