"""API objects in their JSON form, and one reading of an embedded API server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kprobe.demo.api_server import ApiServer
from kprobe.kube.live import LiveSource
from kprobe.model.snapshot import Gap, Resource, Snapshot
from kprobe.progress import Silent

Object = dict[str, Any]


def pod(name: str, namespace: str = "shop", **spec: Any) -> Object:
    return _object("v1", "Pod", name, namespace, spec=spec)


def service(name: str, namespace: str = "shop", **spec: Any) -> Object:
    return _object("v1", "Service", name, namespace, spec=spec)


def node(name: str, *, annotations: dict[str, str] | None = None) -> Object:
    made = _object("v1", "Node", name, "", status={"addresses": [{"type": "InternalIP", "address": "127.0.0.2"}]})
    made["metadata"]["annotations"] = annotations or {}
    return made


def event(name: str, reason: str, namespace: str = "shop", kind: str = "Warning") -> Object:
    return _object("v1", "Event", name, namespace, reason=reason, type=kind, message=f"{reason} happened")


def config_map(name: str, data: dict[str, str]) -> Object:
    return _object("v1", "ConfigMap", name, "kube-system", data=data)


def api_server_pod(*command: str) -> Object:
    made = pod("kube-apiserver-cp1", "kube-system", containers=[{"name": "kube-apiserver", "command": list(command)}])
    made["metadata"]["labels"] = {"component": "kube-apiserver"}
    return made


def pods(count: int) -> list[Object]:
    return [pod(f"web-{number:05}") for number in range(count)]


def read(
    server: ApiServer,
    folder: Path,
    *,
    namespaces: tuple[str, ...] = (),
    timeout: float = 5.0,
    **kubeconfig: Any,
) -> Snapshot:
    """What kprobe makes of `server`, by a kubeconfig written into `folder`."""
    path = server.kubeconfig(folder / "kubeconfig", **kubeconfig)
    return LiveSource(kubeconfig=path, namespaces=namespaces, request_timeout=timeout).snapshot(Silent())


def gap_of(snapshot: Snapshot, resource: Resource) -> Gap:
    """The one gap about `resource`."""
    (gap,) = (gap for gap in snapshot.gaps if gap.resource is resource)
    return gap


def names(objects: Sequence[Any]) -> list[str]:
    return [item.metadata.name for item in objects]


def _object(api_version: str, kind: str, name: str, namespace: str, **rest: Any) -> Object:
    meta = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": meta, **rest}
