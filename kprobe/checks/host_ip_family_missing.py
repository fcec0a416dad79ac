"""A hostPort asks for an IP family that its pod does not have.

## Why it matters

`hostIP` names the address of the node at which the port is mapped. The portmap plugin maps within one IP family only:
an IPv6 `hostIP` of a pod that has an IPv4 address alone is passed over without a word, and so is `0.0.0.0` of a pod
that has an IPv6 address alone. The pod runs, the port is refused.

## Example

```yaml
# the pod has status.podIPs [10.244.0.7]
ports: [{containerPort: 80, hostPort: 8080, hostIP: "2001:db8::11"}]
```

## How to fix

Leave `hostIP` out, give an address of the pod's own family, or run the pod dual-stack.

## Sources

Rows HP-11, HP-12; containernetworking/plugins: `plugins/meta/portmap/main.go`, `portmap_iptables.go`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed, port_text
from kprobe.cluster.addresses import family, is_loopback
from kprobe.cluster.claims import Claim, in_effect
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import pod_addresses
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload, port and family."""
    wanting: dict[tuple[Ref, int, str, str], list[Claim]] = defaultdict(list)
    for claim in cluster.claims.of_pods:
        wanted = claim.family or family(claim.address)
        if not wanted or not in_effect(claim) or is_loopback(claim.address):
            continue
        if not cluster.maps(claim, claim.address or _UNSPECIFIED[wanted]):
            wanting[claim.workload, claim.port, claim.protocol, wanted].append(claim)
    for (workload, port, protocol, wanted), claims in wanting.items():
        pods = [cluster.pods[c.holder] for c in claims]
        yield CHECK.finding(
            workload,
            f"host port {port_text(port, protocol)} of {workload} is for {wanted} alone, which its pods do not have",
            confidence=Confidence.LIKELY,
            detail=f"{port}/{protocol}/{wanted}",
            evidence=(f"pod {p.metadata.name} has {listed(pod_addresses(p))}" for p in pods[:3]),
            fix=("Leave hostIP out, or make it an address of the family that the pod has.",),
            exposures=(e for c in claims for e in exposures.of_claim(c)),
        )


_UNSPECIFIED = {"IPv4": "0.0.0.0", "IPv6": "::"}  # noqa: S104  # what the API says, not a bind

CHECK = Check(
    code="KP107",
    slug="host-ip-family-missing",
    severity=Severity.ERROR,
    title="A hostPort asks for an IP family that its pod lacks",
    run=run,
)
