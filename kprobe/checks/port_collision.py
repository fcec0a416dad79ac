"""Two pods on one node claim the same address, port and protocol.

## Why it matters

Only one process can listen on a port of the node's network, and a host port that is mapped twice belongs to whoever was
mapped last. One of the two pods crashes with "address already in use" (the API shows only `CrashLoopBackOff`), or a
client reaches the wrong one.

The scheduler keeps pods apart that declare the same host port, so this needs a way around it: a pod bound by
`spec.nodeName`, a static pod, or `hostIP: "::"`, which the scheduler takes for one address among others although it
stands for all of them.

TCP and UDP never collide, nor do two different addresses. Two pods of one workload are reported only where one of them
crashes: during a rolling update both exist for a moment.

## Example

```yaml
# both on node1
{name: web, hostNetwork: true, containers: [{ports: [{containerPort: 80}]}]}
{name: edge, hostNetwork: true, containers: [{ports: [{containerPort: 80, hostIP: "::"}]}]}
```

## How to fix

Give one of the two another port, or an address of its own (`hostIP`, the same way in both), or keep them on different
nodes by a node selector or anti-affinity. Leave `nodeName` to the scheduler.

## Sources

Rows HN-5 to HN-8, HP-9; Kubernetes: `pkg/scheduler/framework/plugins/nodeports`, `HostPortInfo`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.overlap import fights
from kprobe.checks.wording import nodes_text, port_text, ref_slug
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.trouble import trouble
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a pair of workloads, port and protocol; the nodes are evidence."""
    pairs: dict[tuple[Ref, Ref, int, str], list[tuple[Claim, Claim]]] = defaultdict(list)
    for first, second in fights(cluster):
        pairs[first.workload, second.workload, first.port, first.protocol].append((first, second))
    for (one, other, port, protocol), rivals in pairs.items():
        claims = tuple(c for pair in rivals for c in pair)
        same = one == other
        who = f"two pods of {one}" if same else f"{one} and {other}"
        alike = all(a.address == b.address for a, b in rivals)
        yield CHECK.finding(
            one,
            f"{who} both claim port {port_text(port, protocol)} {nodes_text(c.node for c in claims)}",
            confidence=Confidence.CERTAIN if alike else Confidence.LIKELY,
            detail=f"{port}/{protocol}/{ref_slug(other)}",
            evidence=_evidence(cluster, claims),
            fix=(
                "Give one of them another port, or keep them on different nodes (node selector, pod anti-affinity).",
                "Do not set spec.nodeName: it goes around the scheduler, which keeps declared host ports apart.",
            ),
            exposures=(e for c in claims for e in exposures.of_claim(c)),
        )


def _evidence(cluster: Cluster, claims: tuple[Claim, ...]) -> Iterator[str]:
    shown = sorted(set(claims), key=lambda c: (c.node, c.holder))
    for claim in shown[:6]:
        state = trouble(cluster.pods[claim.holder])
        where = port_text(claim.port, claim.protocol, claim.address)
        yield f"{claim.node}: pod {claim.holder.path} claims {where} ({claim.kind}){f'; {state}' if state else ''}"
    if len(shown) > 6:
        yield f"{len(shown) - 6} more pods claim it"


CHECK = Check(
    code="KP101",
    slug="port-collision",
    severity=Severity.ERROR,
    title="Two pods on one node claim the same port",
    run=run,
)
