"""The Service that a workload without one needs first."""

from __future__ import annotations

from typing import Any

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.backend import Backend
from kprobe.lookup.inventory import pods_by_owner

_HASHES = frozenset({"pod-template-hash", "controller-revision-hash", "pod-template-generation"})


def selector_of(cluster: Cluster, backend: Backend) -> dict[str, str]:
    """Labels that select the pods of the workload: what it selects them by itself, or a pod's own without hashes."""
    workload = cluster.workloads.get(backend.workload) if backend.workload else None
    if workload is not None and workload.spec.selector and workload.spec.selector.match_labels:
        return dict(workload.spec.selector.match_labels)
    service = cluster.services.get((backend.namespace, backend.subject.name))
    if backend.subject.kind == "Service" and service is not None and service.spec.selector:
        return dict(service.spec.selector)
    pods = pods_by_owner(cluster).get(backend.workload or backend.subject, ())
    labels = (pods[0].metadata.labels or {}) if pods else {}
    return {
        k: v
        for k, v in labels.items()
        if k not in _HASHES and not k.startswith(("statefulset.kubernetes.io/", "apps.kubernetes.io/"))
    }


def new_service(
    cluster: Cluster, backend: Backend, type_: str, *, name: str = "", node_port: int = 0
) -> dict[str, Any] | None:
    """A Service of `type_` for the workload; None where it has no label to select by, or declares no port."""
    selector = selector_of(cluster, backend)
    if not selector or backend.port is None:
        return None
    number = backend.port.container_port
    port: dict[str, Any] = {"port": number, "targetPort": number, "protocol": backend.port.protocol}
    if node_port:
        port["nodePort"] = node_port
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name or free_name(cluster, backend), "namespace": backend.namespace},
        "spec": {"type": type_, "selector": selector, "ports": [port]},
    }


def free_name(cluster: Cluster, backend: Backend) -> str:
    """The workload's name, or one made of it where a Service has that already."""
    base = (backend.workload or backend.subject).name
    taken = {name for namespace, name in cluster.services if namespace == backend.namespace}
    for name in (base, f"{base}-outside", f"{base}-outside-2", f"{base}-outside-3"):
        if name not in taken:
            return name
    return f"{base}-{len(taken)}"


def why_no_service(cluster: Cluster, backend: Backend) -> str:
    """Why no Service can be written for it without knowing more."""
    if backend.port is None:
        return "it declares no port: which one its process listens on is not in the API"
    return "its pods have no label that a Service could select" if not selector_of(cluster, backend) else ""
