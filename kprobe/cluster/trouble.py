"""Why a pod is not ready, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.pods import ready, running_containers
from kprobe.model.objects.pod import Container, ContainerStatus, Pod

# What every container goes through; it explains nothing.
_STARTING = frozenset({"", "ContainerCreating", "PodInitializing"})
# pkg/scheduler/framework/types.go, FitError: what could be evicted in the pod's favour comes after the reasons.
_PREEMPTION = " preemption: "
_LONGEST = 160  # characters of a kubelet's message


def trouble(pod: Pod) -> str:
    """In words why the pod is not ready, "" when it is (rows SV-3, SV-4, HN-4, LK-1 to LK-3)."""
    if ready(pod):
        return ""
    held = {c.type: c for c in pod.status.conditions or ()}
    unscheduled = held.get("PodScheduled")
    if unscheduled is not None and unscheduled.status == "False":
        return f"not scheduled: {in_short(unscheduled.message) or unscheduled.reason}"
    for line in (*_of_init_containers(pod), *_of_containers(pod)):
        return line
    if held.get("ContainersReady") is None or held["ContainersReady"].status == "True":
        for gate in pod.spec.readiness_gates or ():
            if gate.condition_type not in held or held[gate.condition_type].status != "True":
                return f"readiness gate {gate.condition_type} is not met"
    if pod.status.phase == "Running":
        return _unready(pod)
    return pod.status.reason or _starting(pod) or f"phase {pod.status.phase or 'unknown'}"


def in_short(said: str) -> str:
    """The scheduler's words without what it adds about preemption."""
    return said.partition(_PREEMPTION)[0]


def probe_ports(pod: Pod) -> tuple[int, ...]:
    """The ports that HTTP and TCP readiness probes of the pod ask, names looked up in their own container."""
    return tuple(number for c in running_containers(pod) if (number := _probe_port(c)))


def _of_init_containers(pod: Pod) -> Iterator[str]:
    """The first one that holds the others up; a native sidecar only has to start."""
    sidecars = {c.name for c in pod.spec.init_containers or () if c.restart_policy == "Always"}
    for status in pod.status.init_container_statuses or ():
        yield from _stopped(f"init container {status.name}", status, ended_well=True)
        state = status.state
        running = state is not None and state.waiting is None and state.terminated is None
        if running and status.name not in sidecars:
            yield f"init container {status.name} has not finished"


def _of_containers(pod: Pod) -> Iterator[str]:
    for status in pod.status.container_statuses or ():
        yield from _stopped(f"container {status.name}", status)


def _stopped(named: str, status: ContainerStatus, *, ended_well: bool = False) -> Iterator[str]:
    """Why it does not run; an exit code 0 is well for an init container only."""
    waiting = status.state.waiting if status.state else None
    ended = status.state.terminated if status.state else None
    if waiting is not None and waiting.reason not in _STARTING:
        before = status.last_state.terminated if status.last_state else None
        if before is not None:
            code = "" if before.exit_code is None else f", exit code {before.exit_code}"
            yield f"{named} waits: {waiting.reason}, after it ended: {before.reason or 'no reason given'}{code}"
        elif waiting.message:
            yield f"{named} waits: {waiting.reason}: {waiting.message[:_LONGEST]}"
        else:
            yield f"{named} waits: {waiting.reason}"
    if ended is not None and not (ended_well and ended.exit_code == 0):
        yield f"{named} ended: {ended.reason or 'no reason given'}"


def _starting(pod: Pod) -> str:
    """What a pod that has not come up yet waits for, where nothing tells more."""
    states = ((s.name, s.state.waiting) for s in pod.status.container_statuses or () if s.state is not None)
    return next((f"container {name} waits: {w.reason}" for name, w in states if w is not None and w.reason), "")


def _unready(pod: Pod) -> str:
    """It runs: a probe does not pass, or its node has fallen silent."""
    statuses = {s.name: s for s in pod.status.container_statuses or ()}
    for container in running_containers(pod):
        status = statuses.get(container.name)
        if container.startup_probe is not None and status is not None and status.started is False:
            return f"running, but the startup probe of {container.name} has not passed yet"
        if container.readiness_probe is not None and (status is None or not status.ready):
            port = _probe_port(container)
            asks = f" (it asks port {port})" if port else ""
            return f"running, but the readiness probe of {container.name} does not pass{asks}"
    said = next((c for c in pod.status.conditions or () if c.type == "Ready"), None)
    if said is not None and (said.message or said.reason):
        return f"running, but not ready: {said.message or said.reason}"
    return "running, but not ready"


def _probe_port(container: Container) -> int:
    probe = container.readiness_probe
    action = (probe.http_get or probe.tcp_socket) if probe else None
    if action is None:
        return 0
    if isinstance(action.port, int):
        return action.port
    return next((p.container_port for p in container.ports or () if p.name == action.port), 0)
