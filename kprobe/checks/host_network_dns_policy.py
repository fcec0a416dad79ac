"""A pod in the host network resolves names as its node does, not as the cluster does.

## Why it matters

`dnsPolicy: ClusterFirst`, the default, silently means `Default` for a pod with `hostNetwork: true`: it uses the node's
own resolver and knows no Service by name. The port is open, and whatever the application has to ask a Service for
fails. Many pods never ask for one, so this is information only.

Reported for workloads that are exposed by host network, the node's own components apart.

## Example

```yaml
spec: {hostNetwork: true, dnsPolicy: ClusterFirst}
```

## How to fix

`dnsPolicy: ClusterFirstWithHostNet` where Services are called by name; `Default` where they are not, to say so.

## Sources

Row HN-16; Kubernetes: `pkg/kubelet/network/dns/dns.go` (getPodDNSType), PodSpec.dnsPolicy.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload."""
    reported: set[Ref] = set()
    for claim in cluster.claims.of_pods:
        pod = cluster.pods[claim.holder]
        known = claim.workload in reported or claim.workload.namespace == "kube-system"
        if claim.kind is not ClaimKind.HOST_NETWORK or known or pod.spec.dns_policy != "ClusterFirst":
            continue
        reported.add(claim.workload)
        yield CHECK.finding(
            claim.workload,
            f"{claim.workload} uses its node's resolver: dnsPolicy ClusterFirst means Default in the host network",
            evidence=(f"pod {claim.holder.name}: hostNetwork true, dnsPolicy ClusterFirst",),
            fix=("Set dnsPolicy to ClusterFirstWithHostNet if it calls Services by name.",),
            exposures=(e for e in exposures.of_workload(claim.workload) if e.kind == "host-network"),
        )


CHECK = Check(
    code="KP703",
    slug="host-network-dns-policy",
    severity=Severity.INFO,
    title="A pod in the host network does not resolve Services",
    run=run,
)
