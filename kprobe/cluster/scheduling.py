"""What the scheduler says of a pod that is on no node."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.workloads import pod_ref
from kprobe.model.objects.pod import Pod

# pkg/scheduler/framework/plugins/nodeports: ErrReason
NO_FREE_PORTS = "didn't have free ports"


def scheduler_said(cluster: Cluster, pod: Pod) -> str:
    """Its words, "" for a pod that has a node, or of which nothing was said yet.

    The condition is the newest word; an event is asked only where the pod carries no such message.
    """
    if pod.spec.node_name:
        return ""
    said = next(
        (
            c.message
            for c in pod.status.conditions or ()
            if c.type == "PodScheduled" and c.status == "False" and c.message
        ),
        "",
    )
    if said:
        return said
    events = cluster.events_about(pod_ref(pod), "FailedScheduling", pod.metadata.uid)
    return max(((e.last_timestamp or e.event_time or "", e.message) for e in events), default=("", ""))[1]


def waits_for_port(cluster: Cluster, pod: Pod) -> str:
    """The scheduler's words that a host port keeps the pod off nodes, "" for another or no reason.

    Of several reasons a node has, the scheduler names the first that it meets: a cordoned node's ports are never
    looked at.
    """
    said = scheduler_said(cluster, pod)
    return said if NO_FREE_PORTS in said else ""
