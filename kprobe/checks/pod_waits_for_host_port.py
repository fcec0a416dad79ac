"""A pod cannot start because a host port it wants is taken.

## Why it matters

The scheduler places a pod only on a node on which all its declared host ports are free. Where none is left, the pod
stays Pending with the event "node(s) didn't have free ports for the requested pod ports"; a static pod, or one bound by
`nodeName`, is rejected by the kubelet instead (phase `Failed`, reason `NodePorts`).

Three cases look alike and need different cures:

- another workload holds the port (error);
- the older pods of the same Deployment hold it: the rollout is stuck, and the old version answers (warning);
- the workload has more replicas than there are nodes that fit (warning).

A pod that waits for one that is being deleted, or a new pod of a rollout in its first two minutes, is information only:
rollouts pass through that.

## Example

```
0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.
```

## How to fix

Another workload: change one of the ports, or free the nodes. Rollout: `strategy.rollingUpdate.maxSurge: 0` with
`maxUnavailable: 1`, or a DaemonSet. Too many replicas: fewer of them, or more nodes.

## Sources

Rows HN-4, HN-6, HN-10, HN-12 to HN-14, HP-9, LB-23; Kubernetes:
`pkg/scheduler/framework/plugins/nodeports` (ErrReason), `pkg/kubelet/lifecycle/predicate.go`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.overlap import kept_apart
from kprobe.checks.pod_state import age, rejected_for_port
from kprobe.checks.port_holders import holders, placed_claims, wanted
from kprobe.checks.wording import listed, nodes_text
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import finished, for_its_node, leaving, ready
from kprobe.cluster.scheduling import waits_for_port
from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref

_REPLACED = frozenset({"Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "Job", "CronJob"})
_REVISIONS = ("pod-template-hash", "controller-revision-hash")
_GRACE = 120.0  # seconds in which a rollout may be on its way


class _Waiting(Struct, frozen=True, kw_only=True):
    """One workload's pods that wait or were rejected, with the words that say so."""

    workload: Ref
    pods: tuple[Pod, ...]
    said: str


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload, whether its pods wait or were rejected."""
    placed, held = placed_claims(cluster), _leaving(cluster)
    for waiting in _waiting(cluster):
        held_by = tuple(dict.fromkeys(h for p in waiting.pods[:1] for h in holders(p, placed)))
        finding = _finding(cluster, exposures, waiting, held_by)
        going = _letting_go(waiting.pods[0], held)
        if len(going) >= len(waiting.pods):
            message = f"{_counted(waiting)} waits for {listed(going)} to let go of its host port: being deleted"
            finding = replace(finding, severity=Severity.INFO, message=message, fix=())
        yield finding


def _leaving(cluster: Cluster) -> Mapping[tuple[int, str], list[tuple[str, Pod]]]:
    """Pods that are being deleted and still hold a host port, by that, each with the address that it has it on."""
    held: dict[tuple[int, str], list[tuple[str, Pod]]] = defaultdict(list)
    for pod in cluster.snapshot.pods:
        if leaving(pod) and not finished(pod):
            for address, number, protocol in wanted(pod):
                held[number, protocol].append((address, pod))
    return held


def _letting_go(pod: Pod, held: Mapping[tuple[int, str], list[tuple[str, Pod]]]) -> list[Ref]:
    """Pods that are being deleted and hold a host port of `pod`; what the kubelet rejected is never tried again."""
    if rejected_for_port(pod):
        return []
    return sorted(
        {
            pod_ref(old)
            for address, number, protocol in wanted(pod)
            for theirs, old in held.get((number, protocol), ())
            if pod.spec.node_name in {"", old.spec.node_name or "nowhere"} and kept_apart(address, theirs)
        }
    )


def _waiting(cluster: Cluster) -> Iterator[_Waiting]:
    pods: dict[Ref, list[Pod]] = defaultdict(list)
    said: dict[Ref, str] = {}
    for pod in cluster.live_pods:
        if text := waits_for_port(cluster, pod):
            pods[workload_of(pod)].append(pod)
            said.setdefault(workload_of(pod), text)
    rejected = [p for p in cluster.snapshot.pods if rejected_for_port(p) and p.metadata.deletion_timestamp is None]
    healthy = _healthy(cluster) if rejected else set()
    for pod in rejected:
        workload = workload_of(pod)
        where = "" if workload.kind in _REPLACED else pod.spec.node_name
        if (workload, where) in healthy:  # it was replaced, and its replacement runs
            continue
        pods[workload].append(pod)
        said.setdefault(workload, pod.status.message or "rejected by the kubelet: NodePorts")
    for workload, members in pods.items():
        yield _Waiting(workload=workload, pods=tuple(members), said=said[workload])


def _healthy(cluster: Cluster) -> set[tuple[Ref, str]]:
    """Workloads with a ready pod, on a node and ("") on any."""
    return {(workload_of(p), node) for p in cluster.live_pods if ready(p) for node in ("", p.spec.node_name)}


def _finding(cluster: Cluster, exposures: Exposures, waiting: _Waiting, held_by: tuple[Claim, ...]) -> Finding:
    first, workload = waiting.pods[0], waiting.workload
    ports = listed(
        sorted({f"{c.port}/{c.protocol}" for c in held_by}) or sorted({f"{n}/{p}" for _, n, p in wanted(first)})
    )
    count = _counted(waiting)
    others = sorted({c.workload for c in held_by if c.workload != workload})
    severity, fix = Severity.ERROR, "Change the port of one of them, or run them on different nodes."
    if others:
        message = f"{count} cannot start: host port {ports} is held by {listed(others)}"
    elif not held_by:
        message = f"{count} cannot start: host port {ports} is taken, by none of the pods that could be read"
        fix = "Look for the holder in namespaces that these credentials may not read."
    elif _older(cluster, first, held_by):
        seconds = age(cluster, first.metadata)
        severity = Severity.INFO if seconds is not None and seconds <= _GRACE else Severity.WARNING
        message = (
            f"the rollout of {workload} {'waits' if severity is Severity.INFO else 'is stuck'}: "
            f"its old pods hold host port {ports}, and the old version answers"
        )
        fix = "Let the old pods go first: strategy.rollingUpdate.maxSurge 0 and maxUnavailable 1, or use a DaemonSet."
    else:
        severity = Severity.WARNING
        message = f"{workload} needs more nodes than it fits on: each of its pods takes host port {ports} of a node"
        fix = "Run fewer replicas, or add nodes; a Service or an Ingress needs no host port."
    claims = cluster.claims.of_workload(workload)
    return CHECK.finding(
        workload,
        message,
        severity=severity,
        evidence=(
            f"pod {first.metadata.namespace}/{first.metadata.name}: {waiting.said}",
            *_held(held_by),
            *_for_their_nodes(cluster, held_by),
        ),
        fix=(fix,),
        exposures=(e for c in claims for e in exposures.of_claim(c)),
    )


def _counted(waiting: _Waiting) -> str:
    if len(waiting.pods) > 1:
        return f"{len(waiting.pods)} pods of {waiting.workload}"
    return f"pod {waiting.pods[0].metadata.name}"


def _older(cluster: Cluster, pod: Pod, holders: tuple[Claim, ...]) -> bool:
    """Whether every holder is of another revision of the same workload."""
    revision = _revision(pod)
    return bool(revision) and all(_revision(cluster.pods[c.holder]) not in {"", revision} for c in holders)


def _revision(pod: Pod) -> str:
    labels = pod.metadata.labels or {}
    return next((labels[k] for k in _REVISIONS if k in labels), "")


def _held(holders: tuple[Claim, ...]) -> Iterator[str]:
    nodes: dict[Ref, set[str]] = defaultdict(set)
    for claim in holders:
        nodes[claim.workload].add(claim.node)
    for workload in sorted(nodes)[:5]:
        yield f"{workload} holds it {nodes_text(nodes[workload])}"


def _for_their_nodes(cluster: Cluster, holders: tuple[Claim, ...]) -> Iterator[str]:
    """Holders that reserve every address and listen inside their node: node-local-dns, kubeadm's control plane."""
    inside = {c.workload for c in holders if not c.address and for_its_node(cluster.pods[c.holder], c.port)}
    for workload in sorted(inside)[:3]:
        yield f"{workload} reserves it on every address, for want of a hostIP, and listens inside its node by its probe"


CHECK = Check(
    code="KP103",
    slug="pod-waits-for-host-port",
    severity=Severity.ERROR,
    title="A pod cannot start because a host port is taken",
    run=run,
)
