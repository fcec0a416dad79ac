"""From claims and components to who holds a port, in the words of the model."""

from __future__ import annotations

from kprobe.checks.pod_state import age, crashing
from kprobe.cluster.claims import Claim, ClaimKind, in_effect
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import Component, component_name
from kprobe.model.ports import Hold, Holder

COMPONENT = "component"


def of_claim(cluster: Cluster, claim: Claim) -> Holder:
    """A pod, a workload without pods, or a Service."""
    hold, detail, name = Hold.HOLDS, "", ""
    pod = cluster.pods.get(claim.holder)
    if pod is not None:
        name = component_name(pod)
        if not claim.placed:
            hold, detail = Hold.WAITS, _pending(age(cluster, pod.metadata))
        elif crashing(pod):
            detail = "crashing"
        elif not in_effect(claim):
            detail = "kept free for a native sidecar, but never mapped"
    elif claim.kind in {ClaimKind.HOST_PORT, ClaimKind.HOST_NETWORK}:
        hold, detail = Hold.IDLE, "no pod of it at present"
    return Holder(
        kind=claim.kind.value,
        holder=claim.holder,
        workload=claim.workload if claim.workload.kind != "Service" else None,
        hold=hold,
        name=name,
        detail=detail,
    )


def of_component(component: Component) -> Holder:
    """A process of the node itself."""
    return Holder(
        kind=COMPONENT,
        holder=None,
        workload=None,
        hold=Hold.HOLDS,
        name=component.name,
        confidence=component.confidence,
    )


def _pending(seconds: float | None) -> str:
    if seconds is None:
        return "Pending"
    minutes = max(round(seconds / 60), 0)
    if minutes < 1:
        return "Pending for less than a minute"
    if minutes < 120:
        return f"Pending for {minutes} min"
    hours = round(seconds / 3600)
    return f"Pending for {hours} h" if hours < 48 else f"Pending for {round(seconds / 86400)} days"
