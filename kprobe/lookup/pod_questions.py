"""The commands that tell why a pod is not ready."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.cluster.pods import ready
from kprobe.cluster.workloads import pod_ref
from kprobe.lookup.commands import kubectl, named
from kprobe.model.objects.pod import Pod


def questions(pods: Iterable[Pod]) -> tuple[str, ...]:
    """What to ask about the first pod that is not ready: its events and, where a container ran, its last words."""
    pod = next((p for p in pods if not ready(p)), None)
    if pod is None:
        return ()
    ref = pod_ref(pod)
    told = [kubectl(ref.namespace, "describe", named(ref))]
    for status in pod.status.container_statuses or ():
        ended = status.last_state is not None and status.last_state.terminated is not None
        running = status.state is None or (status.state.waiting is None)
        if not status.ready and (ended or running):
            words = ["logs", named(ref), "-c", status.name, "--tail=20"]
            told.append(kubectl(ref.namespace, *words, *(("--previous",) if ended else ())))
            break
    return tuple(told)
