"""A node is not Ready.

## Why it matters

Every way in with an address of that node is in doubt: NodePorts, host ports, and the pods behind them. Where the
kubelet has stopped reporting (`Ready` is `Unknown`), the node is down or cut off, and clients that aim at it wait for
nothing. Where the kubelet itself says that it is not ready (`False`), traffic may well flow on.

The finding lists all exposures that have an entry on the node; without any it is a warning.

## Example

```
NodeStatusUnknown: Kubelet stopped posting node status.
```

## How to fix

Bring the node back or remove it, and take its address out of DNS and of the load balancer in front until then.

## Sources

Rows NP-19, LB-28, HN-15; Kubernetes documentation: Node status.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_addresses, node_ref, not_ready_reason, silent_node
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a node. A node without any condition was never seen by a kubelet (a file): nothing is known of it."""
    for name, node in cluster.nodes.items():
        reason = not_ready_reason(node)
        if not reason or not node.status.conditions:
            continue
        affected = exposures.of_node(name)
        silent = silent_node(node)
        what = "has stopped reporting: it is down or cut off" if silent else "is not Ready; traffic may still flow"
        yield CHECK.finding(
            node_ref(name),
            f"node {name} {what}",
            severity=Severity.ERROR if affected else Severity.WARNING,
            evidence=(reason, *(f"address {a}" for a in node_addresses(node))),
            fix=("Bring the node back or remove it; until then keep clients off its addresses.",),
            exposures=affected,
        )


CHECK = Check(
    code="KP701",
    slug="node-not-ready",
    severity=Severity.ERROR,
    title="A node is not Ready",
    run=run,
)
