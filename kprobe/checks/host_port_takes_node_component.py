"""A host port or NodePort takes a port on which a component of the node listens.

## Why it matters

A hostPort is mapped before the node's own processes see a connection: hostPort 10250 cuts the API server off from the
kubelet, hostPort 22 locks the administrator out. A pod in the host network that wants such a port crashes, as it is
taken. The scheduler sees neither, as most components declare no port anywhere.

| component | TCP port | where |
|---|---|---|
| kubelet | 10250 (10248 on loopback) | every node |
| kube-proxy | 10256 (10249 on loopback) | every node |
| sshd | 22 | every node, likely |
| kube-apiserver | 6443 | control plane |
| etcd | 2379, 2380 | where it runs |
| kube-controller-manager, kube-scheduler | 10257, 10259, on loopback | control plane |

The components' own pods are never accused. A component on loopback is out of a hostPort's way, but not out of the way
of a pod in the host network.

## Example

```yaml
ports: [{containerPort: 8443, hostPort: 10250}]
```

## How to fix

Use another port, soon: with the kubelet's port taken, logs, exec and metrics of the node fail.

## Sources

Rows HN-8 to HN-11, HP-8; Kubernetes: `pkg/cluster/ports/ports.go`, the documentation's "Ports and Protocols".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.overlap import component_fights
from kprobe.checks.wording import listed, nodes_text, port_text
from kprobe.cluster.claims import Claim, ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import COMPONENTS, Component
from kprobe.cluster.trouble import trouble
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload or Service and port."""
    taken: dict[tuple[Ref, ClaimKind, Component], list[Claim]] = defaultdict(list)
    for claim, component in component_fights(cluster):
        taken[claim.workload, claim.kind, component].append(claim)
    for (workload, kind, component), claims in taken.items():
        yield _of_pods(cluster, exposures, workload, kind=kind, component=component, claims=claims)
    yield from _of_services(cluster, exposures)


def _of_pods(
    cluster: Cluster,
    exposures: Exposures,
    workload: Ref,
    *,
    kind: ClaimKind,
    component: Component,
    claims: list[Claim],
) -> Finding:
    mapped = kind is ClaimKind.HOST_PORT
    port = port_text(component.port, component.protocol)
    where = nodes_text(c.node for c in claims)
    message = (
        f"host port {port} of {workload} takes the port of the node's {component.name} {where}"
        if mapped
        else f"{workload} wants port {port} in the host network, where {component.name} listens, {where}"
    )
    return CHECK.finding(
        workload,
        message,
        confidence=component.confidence if mapped else Confidence.LIKELY,
        detail=f"{component.port}/{component.protocol}",
        evidence=(
            f"{c.node}: pod {c.holder.path}{f': {state}' if (state := trouble(cluster.pods[c.holder])) else ''}"
            for c in sorted(claims, key=lambda c: (c.node, c.holder))[:5]
        ),
        fix=(f"Give {workload} another port; {component.name} needs {port}.",),
        exposures=(e for c in claims for e in exposures.of_claim(c)),
    )


def _of_services(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    for component in (c for c in COMPONENTS if not c.loopback):
        rivals = [
            c for c in cluster.claims.everywhere(component.port, component.protocol) if c.kind is ClaimKind.NODE_PORT
        ]
        if not rivals:
            continue
        nodes = [n for n in cluster.nodes if cluster.component_at(n, component.port, component.protocol) is not None]
        for service in sorted({c.holder for c in rivals}) if nodes else ():
            port = port_text(component.port, component.protocol)
            yield CHECK.finding(
                service,
                f"NodePort {port} of {service} takes the port of the nodes' {component.name}",
                confidence=component.confidence,
                detail=f"{component.port}/{component.protocol}",
                evidence=(f"{component.name} listens on it on {listed(sorted(nodes))}",),
                fix=("Choose another NodePort, and keep the NodePort range clear of the nodes' own ports.",),
                exposures=(
                    e for e in exposures.of_service(service) if e.kind == "node-port" and e.port == component.port
                ),
            )


CHECK = Check(
    code="KP105",
    slug="host-port-takes-node-component",
    severity=Severity.ERROR,
    title="A host port or NodePort takes a port of the node's own components",
    run=run,
)
