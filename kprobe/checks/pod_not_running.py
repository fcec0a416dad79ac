"""Pods with a host port, or on the host network, do not run.

## Why it matters

Host ports know no readiness and no Service: where the pod's container does not run, nobody answers on that node. With
no pod running it is an error; with some, a warning: clients that aim at the other nodes get through.

A pod that runs but is not ready is not reported: readiness does not close a host port. Pods that wait for a host port,
or crash because another pod or the node itself holds theirs, are reported by the checks about port collisions.

## Example

```
the only pod of Deployment shop/edge with a host port does not run: container edge waits: CrashLoopBackOff
```

## How to fix

Look at the reason: `kubectl describe pod`, `kubectl logs --previous`.

## Sources

Rows HN-8, HN-18, HP-20; Kubernetes: core/v1 ContainerState.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.overlap import component_fights, fights
from kprobe.checks.pod_state import age
from kprobe.checks.port_holders import Placed, placed_claims, taken_besides
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports, running_statuses
from kprobe.cluster.scheduling import waits_for_port
from kprobe.cluster.trouble import trouble
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref

GRACE = 120.0  # seconds in which a pod may be starting
_STARTING = frozenset({"", "ContainerCreating", "PodInitializing"})


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload; its pods are evidence."""
    fighting = {c.holder for pair in fights(cluster) for c in pair} | {c.holder for c, _ in component_fights(cluster)}
    placed = placed_claims(cluster)
    claims: dict[Ref, dict[Ref, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in cluster.claims.of_pods:
        claims[claim.workload][claim.holder].append(claim)
    for workload, pods in claims.items():
        broken = {
            holder: why
            for holder in pods
            if holder not in fighting and (why := _why_not(cluster, cluster.pods[holder]))
        }
        if not broken:
            continue
        every = len(broken) == len(pods)
        yield CHECK.finding(
            workload,
            _message(workload, broken, len(pods)),
            severity=Severity.ERROR if every else Severity.WARNING,
            evidence=_evidence(cluster, broken, placed),
            fix=("See why: kubectl describe pod, kubectl logs --previous.",),
            exposures=(e for holder in broken for c in pods[holder] for e in exposures.of_claim(c)),
        )


def _message(workload: Ref, broken: dict[Ref, str], pods: int) -> str:
    if pods == 1:
        return f"the only pod of {workload} with a host port does not run: {next(iter(broken.values()))}"
    if len(broken) == pods:
        return f"none of the {pods} pods of {workload} with a host port runs"
    some = f"{len(broken)} of the {pods} pods of {workload} with a host port"
    if len(broken) > 1:
        return f"{some} do not run"
    ((holder, why),) = broken.items()
    return f"{some} does not run: {holder.name}: {why}"


def _why_not(cluster: Cluster, pod: Pod) -> str:
    """Why nobody can answer on the pod's host ports, "" where somebody may."""
    if waits_for_port(cluster, pod):
        return ""
    seconds = age(cluster, pod.metadata)
    starting = seconds is None or seconds <= GRACE
    holders = {c.name for c, p in declared_ports(pod) if p.host_port or pod.spec.host_network}
    for status in running_statuses(pod):
        if status.name not in holders or status.state is None:
            continue
        waiting, ended = status.state.waiting, status.state.terminated
        if waiting is not None and waiting.reason in _STARTING and not starting:  # an init container may hold it up
            return trouble(pod) or f"container {status.name} waits: {waiting.reason or 'no reason given'}"
        if waiting is not None and waiting.reason not in _STARTING:
            return f"container {status.name} waits: {waiting.reason or 'no reason given'}"
        if ended is not None:
            return f"container {status.name} ended: {ended.reason or 'no reason given'}"
    if pod.status.phase == "Pending" and not starting:
        return trouble(pod)
    return ""


def _evidence(cluster: Cluster, broken: dict[Ref, str], placed: Placed) -> Iterator[str]:
    for holder, why in sorted(broken.items())[:5]:
        node = cluster.pods[holder].spec.node_name
        yield f"pod {holder.path}{f' on {node}' if node else ''}: {why}"
        if not node:
            yield from taken_besides(cluster, cluster.pods[holder], placed)
    if len(broken) > 5:
        yield f"{len(broken) - 5} more pods"


CHECK = Check(
    code="KP702",
    slug="pod-not-running",
    severity=Severity.ERROR,
    title="Pods with a host port do not run",
    run=run,
)
