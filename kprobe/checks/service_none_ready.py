"""An exposed Service has pods, but none of them is ready.

## Why it matters

Only ready pods get traffic. With none of them ready, nodes refuse connections as if there were no pods at all; pods
that are terminating but still serve are used as a last resort, and such a Service is not reported, nor is one with
`publishNotReadyAddresses: true`.

Each pod's reason is in the evidence: a container that waits or crashes, a pod that is not scheduled, a readiness gate
that nobody has met, or a readiness probe that fails.

## Example

```
pod web-7d4b9-x2x4z: running, but its readiness probe does not pass
```

## How to fix

Look at the reason: `kubectl describe pod`, `kubectl logs --previous`. For a readiness gate, find the controller that
should meet it.

## Sources

Rows SV-3, SV-4, SV-13, NP-5, NP-14, DS-1, LK-1 to LK-3; KEP-1669 (terminating endpoints), KEP-580 (readiness gates).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import ExposedService, exposed_services, ports_text
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.pod_state import troubles
from kprobe.checks.wording import listed, nodes_text
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.nodes import not_ready_reason, silent_node
from kprobe.cluster.trouble import probe_ports, trouble
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.pod import Pod


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for exposed in exposed_services(cluster, exposures, EndpointState.NONE_READY):
        endpoints = exposed.ports[0].endpoints
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} has nobody ready behind it: {endpoints.reason}{_shared(cluster, endpoints.selected)}",
            evidence=(f"exposed: {ports_text(exposed)}", *_evidence(cluster, exposed)),
            fix=("See why the pods are not ready: kubectl describe pod, kubectl logs --previous.",),
            exposures=exposed.exposures,
        )


def _shared(cluster: Cluster, pods: tuple[Pod, ...]) -> str:
    """The reason that all pods share; a message is part of no id."""
    reasons = {_why(cluster, p) for p in pods}
    return f": {reasons.pop()}" if len(reasons) == 1 and "" not in reasons else ""


def _why(cluster: Cluster, pod: Pod) -> str:
    """A dead node's pods are called running, as they were when it was last heard of."""
    node = cluster.nodes.get(pod.spec.node_name)
    if node is not None and silent_node(node):
        return f"node {pod.spec.node_name} has stopped reporting"
    return trouble(pod)


def _asked_elsewhere(exposed: ExposedService) -> Iterator[str]:
    """A readiness probe that asks another port than the Service sends to."""
    for port in exposed.ports:
        target = port.port.target_port or port.port.port
        asked = {number for pod in port.endpoints.selected for number in probe_ports(pod)}
        if isinstance(target, int) and asked and target not in asked:
            yield f"the readiness probe asks port {listed(sorted(asked))}, the Service sends to {target}"


def _evidence(cluster: Cluster, exposed: ExposedService) -> Iterator[str]:
    endpoints = exposed.ports[0].endpoints
    yield from troubles(endpoints.selected)
    if not endpoints.selected:
        yield from (f"endpoint {b.address} is not ready" for b in endpoints.unusable[:3])
    yield from _asked_elsewhere(exposed)
    lost = {
        p.spec.node_name
        for p in endpoints.selected
        if (node := cluster.nodes.get(p.spec.node_name)) is not None and not_ready_reason(node)
    }
    if lost:
        yield f"pods of it are {nodes_text(lost)}, not Ready"


CHECK = Check(
    code="KP302",
    slug="service-none-ready",
    severity=Severity.ERROR,
    title="An exposed Service has pods, but none is ready",
    run=run,
)
