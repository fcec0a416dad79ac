"""A snapshot in which no object comes twice."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload
from kprobe.model.snapshot import Snapshot

Named = TypeVar("Named", Pod, Service, EndpointSlice, Node, Ingress, IngressClass, Workload)


def each_once(snapshot: Snapshot) -> Snapshot:
    """Without objects that were read twice (a list that went on after its token had expired); the last one counts."""
    return replace(
        snapshot,
        pods=_last(snapshot.pods),
        services=_last(snapshot.services),
        endpoint_slices=_last(snapshot.endpoint_slices),
        nodes=_last(snapshot.nodes),
        ingresses=_last(snapshot.ingresses),
        ingress_classes=_last(snapshot.ingress_classes),
        deployments=_last(snapshot.deployments),
        stateful_sets=_last(snapshot.stateful_sets),
        daemon_sets=_last(snapshot.daemon_sets),
    )


def _last(items: tuple[Named, ...]) -> tuple[Named, ...]:
    if _in_order(items):
        return items
    unique = {(i.metadata.namespace, i.metadata.name): i for i in items}
    return items if len(unique) == len(items) else tuple(unique.values())


def _in_order(items: tuple[Named, ...]) -> bool:
    """Whether they come as an API server lists them, namespace by namespace and by name, so that none comes twice."""
    left: set[str] = set()
    namespace, name = "", ""
    for item in items:
        meta = item.metadata
        if meta.namespace != namespace:
            left.add(namespace)
            if meta.namespace in left:
                return False
            namespace = meta.namespace
        elif meta.name <= name:
            return False
        name = meta.name
    return True
