"""A pod claims a port of its node that a Service has as its NodePort.

## Why it matters

Both want the same number on the same address, and neither the API server nor the scheduler objects. Who answers is
decided by the order of rules on the node: with kube-proxy in iptables mode the Service, as long as it has an endpoint
to send the connection to; without one a hostPort answers in its place, and a process of the host network is cut off.
With nftables whoever hooked in last wins, so the hostPort may answer on its own node and the Service on all others.
eBPF data planes refuse to bind such a port at all ("Operation not permitted") or ignore the hostPort.

It is no conflict at an address or over an IP family at which the NodePort is not served.

## Example

```yaml
# Service: ports: [{port: 80, nodePort: 30080}]
# Pod:     ports: [{containerPort: 80, hostPort: 30080}]
```

## How to fix

Keep host ports out of the NodePort range (30000-32767 by default), or move the NodePort.

## Sources

Rows HN-19, HN-20, HP-3 to HP-6, NP-32; HN-19 and HP-3 to HP-5 as measured with kube-proxy iptables and nftables on
Kubernetes 1.37.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import nodes_text, port_text, ref_slug
from kprobe.cluster.claims import Claim, ClaimKind, in_effect
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.shared_places import at_one_place
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane

_WINNER = {
    DataPlane.IPTABLES: "kube-proxy (iptables) sends the port to the Service while it has an endpoint to send to",
    DataPlane.NFTABLES: "under kube-proxy (nftables) whoever hooked in last answers; it may differ from node to node",
    DataPlane.EBPF: "the eBPF data plane keeps the port for the Service: the pod may fail to bind it",
}


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service and workload and port; the nodes are evidence."""
    rivals: dict[tuple[Ref, Ref, int, str], list[Claim]] = defaultdict(list)
    for claim in cluster.claims.of_pods:
        if not in_effect(claim):
            continue
        for other in cluster.claims.everywhere(claim.port, claim.protocol):
            if other.kind is ClaimKind.NODE_PORT and at_one_place(cluster, claim, other):
                rivals[other.holder, claim.workload, claim.port, claim.protocol].append(claim)
    for (service, workload, port, protocol), claims in rivals.items():
        nodes = {c.node for c in claims}
        planes = sorted({cluster.data_plane(n) for n in nodes})
        yield CHECK.finding(
            service,
            f"{workload} claims host port {port_text(port, protocol)}, which is a NodePort of {service}",
            detail=f"{port}/{protocol}/{ref_slug(workload)}",
            evidence=(
                f"{workload} claims it {nodes_text(nodes)} ({claims[0].kind})",
                *(_WINNER[p] for p in planes if p in _WINNER),
            ),
            fix=(f"Move the host port out of the range {cluster.node_port_range}, or choose another NodePort.",),
            exposures=(*_of_service(exposures, service, port), *(e for c in claims for e in exposures.of_claim(c))),
        )


def _of_service(exposures: Exposures, service: Ref, port: int) -> Iterator[Exposure]:
    return (e for e in exposures.of_service(service) if e.kind == "node-port" and e.port == port)


CHECK = Check(
    code="KP104",
    slug="host-port-takes-node-port",
    severity=Severity.ERROR,
    title="A pod's host port is also a Service's NodePort",
    run=run,
)
