"""Files as `kubectl get -A -o json` writes them, for runs of the whole program without a cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_APPS = ("Deployment", "StatefulSet", "DaemonSet")
_KINDS = {
    **dict.fromkeys(_APPS, "apps/v1"),
    "Ingress": "networking.k8s.io/v1",
    "IngressClass": "networking.k8s.io/v1",
    "EndpointSlice": "discovery.k8s.io/v1",
}


def item(kind: str, name: str, namespace: str = "", **rest: Any) -> dict[str, Any]:
    """One object."""
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **rest.pop("metadata", {})}
    return {"apiVersion": _KINDS.get(kind, "v1"), "kind": kind, "metadata": metadata, **rest}


def node(name: str, address: str) -> dict[str, Any]:
    """A Ready node."""
    return item(
        "Node",
        name,
        status={
            "addresses": [{"type": "InternalIP", "address": address}],
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    )


def service_without_pods(name: str, *, node_port: int, namespace: str = "shop") -> dict[str, Any]:
    """A NodePort whose selector matches nothing."""
    return item(
        "Service",
        name,
        namespace,
        spec={
            "type": "NodePort",
            "selector": {"app": "nobody"},
            "ports": [{"port": 80, "nodePort": node_port, "protocol": "TCP"}],
        },
    )


def host_port_pod(name: str, *, port: int, node_name: str, address: str, namespace: str = "shop") -> dict[str, Any]:
    """A running pod with a host port."""
    return item(
        "Pod",
        name,
        namespace,
        spec={
            "nodeName": node_name,
            "containers": [{"name": "c", "image": "x", "ports": [{"containerPort": 80, "hostPort": port}]}],
        },
        status={
            "phase": "Running",
            "podIP": "192.0.2.10",
            "hostIP": address,
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    )


def write(folder: Path, *items: dict[str, Any], complete: bool = True) -> Path:
    """A folder with one list per kind; `complete`: of every kind that is read, empty ones too."""
    kinds = ("Pod", "Service", "EndpointSlice", "Node", "Ingress", "IngressClass", "Event", *_APPS)
    for kind in kinds:
        members = [entry for entry in items if entry["kind"] == kind]
        if members or complete:
            body = {"apiVersion": _KINDS.get(kind, "v1"), "kind": f"{kind}List", "items": members}
            (folder / f"{kind.lower()}.json").write_text(json.dumps(body), encoding="utf-8")
    return folder
