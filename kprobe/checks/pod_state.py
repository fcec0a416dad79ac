"""What checks ask about one pod."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import running_statuses
from kprobe.cluster.trouble import trouble
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.pod import Pod


def static(pod: Pod) -> bool:
    """Whether the kubelet runs the pod from a file of its node; the scheduler never moves it."""
    mirrored = pod.metadata.annotations is not None and pod.metadata.annotations.static_pod is not None
    return mirrored or any(o.kind == "Node" for o in pod.metadata.owner_references or ())


def crashing(pod: Pod) -> bool:
    """Whether a container of the pod has ended with an error and is held back."""
    for status in running_statuses(pod):
        state = status.state
        if state is None:
            continue
        if state.waiting and state.waiting.reason == "CrashLoopBackOff":
            return True
        if state.terminated and state.terminated.exit_code != 0:
            return True
    return False


def rejected_for_port(pod: Pod) -> bool:
    """Whether the kubelet refused the pod because a host port was taken (phase Failed, reason NodePorts; HN-13)."""
    return pod.status.phase == "Failed" and pod.status.reason == "NodePorts"


def age(cluster: Cluster, meta: ObjectMeta) -> float | None:
    """Seconds from an object's creation to the snapshot; None where that is not known."""
    if not meta.creation_timestamp:
        return None
    try:
        born = datetime.fromisoformat(meta.creation_timestamp)
    except ValueError:
        return None
    if born.tzinfo is None:
        return None
    return (cluster.snapshot.taken_at - born).total_seconds()


def troubles(pods: Iterable[Pod], *, limit: int = 3) -> tuple[str, ...]:
    """Why pods are not ready, a line a pod, and how many more there are."""
    lines = [f"pod {p.metadata.name}: {text}" for p in pods if (text := trouble(p))]
    more = (f"{len(lines) - limit} more not ready",) if len(lines) > limit else ()
    return (*lines[:limit], *more)
