"""A pod claims a port of its node that lies in the NodePort range of an eBPF service proxy.

## Why it matters

Cilium in kube-proxy's place keeps the NodePort range for itself on every node, whether or not a Service uses the port:
a process of the host network that binds one fails with "Operation not permitted", and a hostPort in the range is not
served. With kube-proxy the same number works as long as no Service gets it, which KP104 reports.

Unless its configuration says otherwise, the range is Kubernetes' own default.

## Example

```yaml
# ConfigMap kube-system/cilium-config: kube-proxy-replacement: "true"
ports: [{containerPort: 80, hostPort: 30080}]
```

## How to fix

Choose a port outside the range.

## Sources

Rows HN-20, HP-6; Cilium documentation, "Kubernetes Without kube-proxy": NodePort bind protection, Container HostPort
Support; its chart's `cilium-configmap.yaml` (`node-port-range`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import nodes_text, port_text
from kprobe.cluster.claims import Claim, ClaimKind, in_effect
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.trouble import trouble
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload and port; a Service's NodePort of the same number is another finding (KP104)."""
    own = cluster.snapshot.service_proxy.node_port_range
    if own is None:
        return
    taken: dict[tuple[Ref, ClaimKind, int, str], list[Claim]] = defaultdict(list)
    for claim in cluster.claims.of_pods:
        if claim.port not in own or not in_effect(claim) or cluster.data_plane(claim.node) is not DataPlane.EBPF:
            continue
        if any(c.kind is ClaimKind.NODE_PORT for c in cluster.claims.everywhere(claim.port, claim.protocol)):
            continue
        taken[claim.workload, claim.kind, claim.port, claim.protocol].append(claim)
    for (workload, kind, port, protocol), claims in taken.items():
        what = "may fail to bind" if kind is ClaimKind.HOST_NETWORK else "is not served at"
        yield CHECK.finding(
            workload,
            f"{workload} {what} port {port_text(port, protocol)}: the data plane keeps {own} for NodePorts",
            confidence=Confidence.LIKELY if own.proven else Confidence.POSSIBLE,
            detail=f"{port}/{protocol}",
            evidence=(
                f"claimed {nodes_text(c.node for c in claims)} ({kind})",
                f"range {own}: {own.source}",
                *(f"pod {c.holder.name}: {why}" for c in claims[:3] if (why := trouble(cluster.pods[c.holder]))),
            ),
            fix=(f"Choose a port outside {own}.",),
            exposures=(e for c in claims for e in exposures.of_claim(c)),
        )


CHECK = Check(
    code="KP108",
    slug="host-port-in-node-port-range",
    severity=Severity.WARNING,
    title="A pod's host port lies in the data plane's NodePort range",
    run=run,
)
