"""EndpointSlices, made from a Service and its pods as the EndpointSlice controller makes them."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.demo.objects.meta import Json, metadata, suffix


def endpoint_slice(service: Json, pods: Iterable[Json]) -> Json:
    """The Service's slice; with neither endpoint nor port where its selector matches no pod.

    A named targetPort that no pod has leaves the endpoints, but no port (pkg/controller/util/endpoint FindPort).
    """
    meta, spec = service["metadata"], service["spec"]
    chosen = [p for p in pods if _selected(service, p) and p["status"].get("podIP")]
    [port] = spec["ports"]
    numbers = {_target(port["targetPort"], pod) for pod in chosen}
    number = numbers.pop() if len(numbers) == 1 else None
    name = f"{meta['name']}-{suffix(meta['uid'], 5)}"
    labels = {
        "app": meta["name"],
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "kubernetes.io/service-name": meta["name"],
    }
    made = metadata("EndpointSlice", meta["namespace"], name, labels)
    made["generateName"] = f"{meta['name']}-"
    made["ownerReferences"] = [
        {
            "apiVersion": "v1",
            "blockOwnerDeletion": True,
            "controller": True,
            "kind": "Service",
            "name": meta["name"],
            "uid": meta["uid"],
        }
    ]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": made,
        "addressType": "IPv4",
        "endpoints": [_endpoint(pod) for pod in chosen],
        "ports": [{"name": port["name"], "port": number, "protocol": port["protocol"]}] if number else None,
    }


def _selected(service: Json, pod: Json) -> bool:
    labels = pod["metadata"].get("labels", {})
    same = pod["metadata"]["namespace"] == service["metadata"]["namespace"]
    return same and all(labels.get(key) == value for key, value in service["spec"]["selector"].items())


def _target(wanted: int | str, pod: Json) -> int | None:
    if isinstance(wanted, int):
        return wanted
    for container in pod["spec"]["containers"]:
        for port in container.get("ports", ()):
            if port["name"] == wanted:
                return int(port["containerPort"])
    return None


def _endpoint(pod: Json) -> Json:
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"]["conditions"])
    meta = pod["metadata"]
    return {
        "addresses": [pod["status"]["podIP"]],
        "conditions": {"ready": ready, "serving": ready, "terminating": False},
        "nodeName": pod["spec"]["nodeName"],
        "targetRef": {"kind": "Pod", "name": meta["name"], "namespace": meta["namespace"], "uid": meta["uid"]},
    }
