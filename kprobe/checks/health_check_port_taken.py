"""A Service's health check port is taken on a node.

## Why it matters

For a LoadBalancer Service with `externalTrafficPolicy: Local` every node answers on `healthCheckNodePort` whether it
has an endpoint of the Service; the cloud's load balancer asks there which nodes to use. Of the service proxy and a
process of the node whoever comes second cannot listen: either the node is held to be without endpoint and gets no
traffic, or the process crashes. Where a hostPort stands before it, the load balancer asks the wrong one.

The service proxy says so by an event `FailedToStartServiceHealthcheck`; then it is certain.

## Example

```
node node2 failed to start healthcheck "shop/web" on port 30999: listen tcp :30999: bind: address already in use
```

## How to fix

Free the port: keep host ports out of the NodePort range. `spec.healthCheckNodePort` cannot be changed, but a new
Service may be given another.

## Sources

Row NP-33; Kubernetes: `pkg/proxy/healthcheck/service_health.go`, ServiceSpec.healthCheckNodePort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, nodes_text, port_text
from kprobe.cluster.claims import Claim, ClaimKind, in_effect
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref

REASON = "FailedToStartServiceHealthcheck"


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for mine in cluster.claims.of_services:
        if mine.kind is not ClaimKind.HEALTH_CHECK:
            continue
        said = [e.message for e in cluster.events_about(mine.holder, REASON) if f"port {mine.port}:" in e.message]
        rivals: dict[Ref, list[Claim]] = defaultdict(list)
        for node in cluster.nodes:
            for claim in cluster.claims.on(node, mine.port, mine.protocol):
                if in_effect(claim):
                    rivals[claim.workload].append(claim)
        if not said and not rivals:
            continue
        where = port_text(mine.port, mine.protocol)
        who = listed(sorted(rivals))
        message = (
            f"the health check port {where} of {mine.holder} is taken{f' by {who}' if who else ''}"
            if said
            else f"{who} claims {where}, the health check port of {mine.holder}: one of the two cannot listen"
        )
        yield CHECK.finding(
            mine.holder,
            message,
            confidence=Confidence.CERTAIN if said else Confidence.LIKELY,
            detail=where,
            evidence=(
                *(f"event {REASON}: {text}" for text in sorted(said)[:3]),
                *(f"{w} claims it {nodes_text(c.node for c in claims)}" for w, claims in sorted(rivals.items())),
            ),
            fix=("Move the process that holds the port, or make the Service anew for another health check port.",),
            exposures=(
                *(e for e in exposures.of_service(mine.holder) if e.kind == "load-balancer"),
                *(e for claims in rivals.values() for c in claims for e in exposures.of_claim(c)),
            ),
        )


CHECK = Check(
    code="KP204",
    slug="health-check-port-taken",
    severity=Severity.WARNING,
    title="A Service's health check port is taken",
    run=run,
)
