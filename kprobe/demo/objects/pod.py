"""Pods, as the scheduler, the kubelet and their controllers leave them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.demo.objects.meta import Json, ago, condition, metadata, suffix


class State(StrEnum):
    """How a pod is doing."""

    READY = "ready"
    NOT_READY = "not-ready"
    CRASHING = "crashing"
    NO_FREE_PORT = "no-free-port"


class Container(Struct, frozen=True, kw_only=True):
    """The one container of a pod, with the port that it declares; `host_port` 0 for none."""

    image: str
    port: int
    port_name: str = "http"
    host_port: int = 0


class Workload(Struct, frozen=True, kw_only=True):
    """A Deployment or DaemonSet; the label `app` is its name."""

    namespace: str
    name: str
    container: Container | None
    kind: str = "Deployment"
    host_network: bool = False
    state: State = State.READY

    @property
    def labels(self) -> dict[str, str]:
        """Of its pods."""
        key = "pod-template-hash" if self.kind == "Deployment" else "controller-revision-hash"
        return {"app": self.name, key: self.revision}

    @property
    def revision(self) -> str:
        """The hash of its template."""
        return suffix(f"{self.namespace}/{self.name}", 10)

    @property
    def owner(self) -> tuple[str, str]:
        """Kind and name of what owns its pods."""
        return ("ReplicaSet", f"{self.name}-{self.revision}") if self.kind == "Deployment" else (self.kind, self.name)


class Seat(Struct, frozen=True, kw_only=True):
    """Where a pod runs, and its own address (the node's, on the host network)."""

    node: str
    node_address: str
    address: str


def pod(workload: Workload, seat: Seat | None, number: int, nodes: int) -> Json:
    """The pod of that number. `seat` None: it waits for a node, of which there are `nodes`."""
    kind, owner = workload.owner
    name = f"{owner}-{suffix(f'{workload.namespace}/{owner}/{number}', 5)}"
    meta = metadata("Pod", workload.namespace, name, workload.labels, days=6)
    meta["generateName"] = f"{owner}-"
    meta["ownerReferences"] = [
        {
            "apiVersion": "apps/v1",
            "blockOwnerDeletion": True,
            "controller": True,
            "kind": kind,
            "name": owner,
            "uid": metadata(kind, workload.namespace, owner)["uid"],
        }
    ]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": meta,
        "spec": _spec(workload, seat),
        "status": _status(workload, seat) if seat else _waiting(nodes),
    }


def _spec(workload: Workload, seat: Seat | None) -> Json:
    spec: Json = {
        "containers": [_container(workload)],
        "dnsPolicy": "ClusterFirst",
        "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
        "priority": 0,
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "serviceAccount": "default",
        "serviceAccountName": "default",
        "terminationGracePeriodSeconds": 30,
    }
    if workload.host_network:
        spec["hostNetwork"] = True
    if seat:
        spec["nodeName"] = seat.node
    return spec


def _container(workload: Workload) -> Json:
    container = workload.container
    found: Json = {
        "name": workload.name,
        "image": container.image if container else f"registry.example/{workload.name}:1.0",
        "imagePullPolicy": "IfNotPresent",
        "resources": {},
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    }
    if container:
        port: Json = {"name": container.port_name, "containerPort": container.port, "protocol": "TCP"}
        # The API server writes the container's port into hostPort on the host network.
        host_port = container.port if workload.host_network else container.host_port
        found["ports"] = [{**port, "hostPort": host_port} if host_port else port]
    return found


def _status(workload: Workload, seat: Seat) -> Json:
    ready = workload.state is State.READY
    truth = "True" if ready else "False"
    reason = "" if ready else "ContainersNotReady"
    message = "" if ready else f"containers with unready status: [{workload.name}]"
    return {
        "phase": "Running",
        "conditions": [
            condition("PodReadyToStartContainers", "True"),
            condition("Initialized", "True"),
            condition("Ready", truth, reason, message),
            condition("ContainersReady", truth, reason, message),
            condition("PodScheduled", "True"),
        ],
        "containerStatuses": [_container_status(workload)],
        "hostIP": seat.node_address,
        "hostIPs": [{"ip": seat.node_address}],
        "podIP": seat.address,
        "podIPs": [{"ip": seat.address}],
        "qosClass": "BestEffort",
        "startTime": ago(days=6),
    }


def _container_status(workload: Workload) -> Json:
    crashing = workload.state is State.CRASHING
    ended = {
        "containerID": f"containerd://{suffix(workload.name, 12)}",
        "exitCode": 1,
        "finishedAt": ago(minutes=3),
        "reason": "Error",
        "startedAt": ago(minutes=3),
    }
    return {
        "name": workload.name,
        "image": _container(workload)["image"],
        "imageID": "",
        "ready": workload.state is State.READY,
        "restartCount": 37 if crashing else 0,
        "started": not crashing,
        "state": {
            "waiting": {
                "reason": "CrashLoopBackOff",
                "message": f"back-off 5m0s restarting failed container={workload.name}",
            }
        }
        if crashing
        else {"running": {"startedAt": ago(days=6)}},
        "lastState": {"terminated": ended} if crashing else {},
    }


def no_free_port(nodes: int) -> str:
    """The scheduler's words for a pod whose host port is taken everywhere."""
    return (
        f"0/{nodes} nodes are available: {nodes} node(s) didn't have free ports for the requested pod ports. "
        f"preemption: 0/{nodes} nodes are available: {nodes} No preemption victims found for incoming pod."
    )


def _waiting(nodes: int) -> Json:
    return {
        "phase": "Pending",
        "conditions": [condition("PodScheduled", "False", "Unschedulable", no_free_port(nodes))],
        "qosClass": "BestEffort",
    }
