"""Builders for pods and nodes."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.model.objects.meta import Annotations, Condition, LabelSelector, ObjectMeta, OwnerReference
from kprobe.model.objects.node import Node, NodeAddress, NodeSpec, NodeStatus, NodeSystemInfo, Taint
from kprobe.model.objects.pod import (
    Container,
    ContainerPort,
    ContainerState,
    ContainerStatus,
    Pod,
    PodIP,
    PodReadinessGate,
    PodSpec,
    PodStatus,
    StateDetail,
)
from kprobe.model.objects.workload import PodTemplate, Workload, WorkloadSpec, WorkloadStatus

LONG_AGO = "2026-10-01T12:00:00Z"
JUST_NOW = "2026-11-01T11:59:30Z"
NAMESPACE = "shop"
NO_FREE_PORTS = "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports."


def container_port(
    number: int, *, host: int = 0, host_ip: str = "", protocol: str = "TCP", name: str = ""
) -> ContainerPort:
    """A port of a container; `host` is its hostPort."""
    return ContainerPort(name=name, container_port=number, host_port=host, host_ip=host_ip, protocol=protocol)


def pod(
    name: str,
    *,
    namespace: str = NAMESPACE,
    node: str = "node1",
    labels: dict[str, str] | None = None,
    ports: Iterable[ContainerPort] = (),
    sidecar_ports: Iterable[ContainerPort] = (),
    host_network: bool = False,
    node_selector: dict[str, str] | None = None,
    owner: str = "",
    phase: str = "",
    reason: str = "",
    message: str = "",
    is_ready: bool = True,
    waiting: str = "",
    terminated: str = "",
    exit_code: int = 1,
    unscheduled: str = "",
    gate: str = "",
    addresses: tuple[str, ...] = ("10.244.0.7",),
    image: str = "registry.example/app:1",
    created: str = LONG_AGO,
    deleted: bool = False,
    annotations: Annotations | None = None,
) -> Pod:
    """A pod that runs on node1; `unscheduled` (the scheduler's words), `waiting` and `terminated` say what is wrong.

    `owner`: `Kind/name` of its controller, `Node/name` for a static pod. `sidecar_ports` are those of a native sidecar.
    """
    placed = "" if unscheduled else node
    state = None
    if waiting:
        state = ContainerState(waiting=StateDetail(reason=waiting))
    if terminated:
        state = ContainerState(terminated=StateDetail(reason=terminated, exit_code=exit_code))
    is_ready = is_ready and not (state or unscheduled or phase in {"Pending", "Failed", "Succeeded"})
    conditions = [Condition(type="Ready", status="True" if is_ready else "False")]
    if unscheduled:
        conditions.append(Condition(type="PodScheduled", status="False", reason="Unschedulable", message=unscheduled))
    kind, _, owner_name = owner.partition("/")
    sidecars = tuple(sidecar_ports)
    return Pod(
        metadata=ObjectMeta(
            name=name,
            namespace=namespace,
            labels=labels,
            annotations=annotations,
            owner_references=(OwnerReference(kind=kind, name=owner_name, controller=True),) if owner else None,
            creation_timestamp=created or None,
            deletion_timestamp="2026-11-01T11:59:00Z" if deleted else None,
        ),
        spec=PodSpec(
            node_name=placed,
            host_network=host_network,
            node_selector=node_selector,
            containers=(Container(name="app", image=image, ports=tuple(ports) or None),),
            init_containers=(Container(name="proxy", restart_policy="Always", ports=sidecars),) if sidecars else None,
            readiness_gates=(PodReadinessGate(condition_type=gate),) if gate else None,
        ),
        status=PodStatus(
            phase=phase or ("Running" if placed else "Pending"),
            reason=reason,
            message=message,
            pod_ip=addresses[0] if addresses and placed else "",
            pod_ips=tuple(PodIP(ip=a) for a in addresses) if placed else None,
            host_ip="192.0.2.11" if placed else "",
            conditions=tuple(conditions),
            container_statuses=(ContainerStatus(name="app", ready=is_ready, state=state),) if placed else None,
        ),
    )


def deployed(deployment: str, number: int = 1, *, revision: str = "7d4b9", **kwargs: object) -> Pod:
    """A pod of a Deployment, as the ReplicaSet of one revision makes it; the rest as for `pod`."""
    labels = {"app": deployment, **(kwargs.pop("labels", None) or {}), "pod-template-hash": revision}  # type: ignore[dict-item]
    name = f"{deployment}-{revision}-{number}"
    return pod(name, owner=f"ReplicaSet/{deployment}-{revision}", labels=labels, **kwargs)  # type: ignore[arg-type]


def workload(
    name: str,
    *,
    namespace: str = NAMESPACE,
    replicas: int | None = 3,
    labels: dict[str, str] | None = None,
    node_selector: dict[str, str] | None = None,
    failure: str = "",
    paused: bool = False,
) -> Workload:
    """A Deployment, StatefulSet or DaemonSet; its pods have label app. `failure`: why its pods cannot be made."""
    carried = labels if labels is not None else {"app": name}
    held: list[Condition] = []
    if failure:
        held.append(Condition(type="ReplicaFailure", status="True", message=failure))
    if paused:
        held.append(Condition(type="Progressing", status="Unknown", reason="DeploymentPaused"))
    return Workload(
        metadata=ObjectMeta(name=name, namespace=namespace),
        spec=WorkloadSpec(
            replicas=replicas,
            selector=LabelSelector(match_labels=carried),
            template=PodTemplate(metadata=ObjectMeta(labels=carried), spec=PodSpec(node_selector=node_selector)),
        ),
        status=WorkloadStatus(conditions=tuple(held) or None),
    )


def node(
    name: str,
    *addresses: str,
    is_ready: bool = True,
    ready_status: str = "",
    message: str = "",
    labels: dict[str, str] | None = None,
    external: tuple[str, ...] = (),
    system: str = "linux",
    taints: tuple[Taint, ...] | None = None,
    conditions: bool = True,
) -> Node:
    """A ready node with an internal address; `ready_status` Unknown is one whose kubelet has fallen silent."""
    last = "".join(c for c in name if c.isdigit()) or "1"
    status = ready_status or ("True" if is_ready else "False")
    return Node(
        metadata=ObjectMeta(name=name, labels=labels),
        spec=NodeSpec(taints=taints),
        status=NodeStatus(
            addresses=(
                *(NodeAddress(type="InternalIP", address=a) for a in addresses or (f"192.0.2.1{last}",)),
                *(NodeAddress(type="ExternalIP", address=a) for a in external),
                NodeAddress(type="Hostname", address=name),
            ),
            conditions=(Condition(type="Ready", status=status, message=message),) if conditions else None,
            node_info=NodeSystemInfo(operating_system=system),
        ),
    )


def controller_pod(image: str = "registry.k8s.io/ingress-nginx/controller:v1.15.1", *, node: str = "node1") -> Pod:
    """A pod that runs an ingress controller on host port 80."""
    return pod(
        "controller-1",
        namespace="ingress",
        owner="DaemonSet/controller",
        image=image,
        node=node,
        ports=(container_port(80, host=80),),
    )
