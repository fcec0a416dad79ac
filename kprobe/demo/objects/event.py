"""Events."""

from __future__ import annotations

from kprobe.demo.objects.meta import Json, ago, metadata, suffix


def warning(about: Json, reason: str, message: str, component: str) -> Json:
    """What a component said about an object, several times, and lately."""
    meta = about["metadata"]
    namespace = meta.get("namespace", "default")
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": metadata("Event", namespace, f"{meta['name']}.{suffix(reason + meta['uid'], 16)}", days=0.01),
        "involvedObject": {
            "apiVersion": about["apiVersion"],
            "kind": about["kind"],
            "name": meta["name"],
            "namespace": namespace,
            "resourceVersion": meta["resourceVersion"],
            "uid": meta["uid"],
        },
        "reason": reason,
        "message": message,
        "type": "Warning",
        "count": 23,
        "firstTimestamp": ago(days=2),
        "lastTimestamp": ago(minutes=4),
        "eventTime": None,
        "reportingComponent": component,
        "reportingInstance": "",
        "source": {"component": component},
    }
