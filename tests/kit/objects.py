"""Builders for API objects, with the defaults of a small healthy cluster: `cluster(pod("web"), service("web"), …)`."""

from __future__ import annotations

from datetime import UTC, datetime

from kprobe.cluster.cluster import Cluster
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.event import Event, InvolvedObject
from kprobe.model.objects.ingress import (
    Ingress,
    IngressClass,
)
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import (
    Pod,
)
from kprobe.model.objects.service import (
    Service,
)
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane, Gap, GapReason, NodePortRange, Resource, ServiceProxy, Snapshot
from tests.kit.pods import (
    JUST_NOW,
    LONG_AGO,
    NAMESPACE,
    NO_FREE_PORTS,
    container_port,
    controller_pod,
    deployed,
    node,
    pod,
    workload,
)
from tests.kit.services import endpoint, endpoint_slice, ingress, ingress_class, service, service_port, slices_of

__all__ = [
    "JUST_NOW",
    "LONG_AGO",
    "NAMESPACE",
    "NOW",
    "NO_FREE_PORTS",
    "ApiObject",
    "cluster",
    "container_port",
    "controller_pod",
    "deployed",
    "endpoint",
    "endpoint_slice",
    "event",
    "gap",
    "ingress",
    "ingress_class",
    "node",
    "pod",
    "ref",
    "served",
    "service",
    "service_port",
    "slices_of",
    "workload",
]

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ApiObject = Pod | Service | EndpointSlice | Node | Ingress | IngressClass | Event


def event(about: Ref, reason: str, message: str, *, last: str = "2026-11-01T11:59:00Z") -> Event:
    """An event about one object."""
    return Event(
        metadata=ObjectMeta(name=f"{about.name}.1", namespace=about.namespace or "default"),
        involved_object=InvolvedObject(kind=about.kind, namespace=about.namespace, name=about.name),
        reason=reason,
        message=message,
        type="Warning",
        last_timestamp=last,
    )


def gap(resource: Resource, *, read_in: tuple[str, ...] = ()) -> Gap:
    """A kind of object that may not be read."""
    return Gap(what=resource.value, reason=GapReason.FORBIDDEN, effect="unknown", resource=resource, read_in=read_in)


def cluster(
    *objects: ApiObject,
    gaps: tuple[Gap, ...] = (),
    version: str = "v1.35.0",
    plane: DataPlane = DataPlane.IPTABLES,
    node_port_addresses: tuple[str, ...] = (),
    ports: NodePortRange | None = None,
    deployments: tuple[Workload, ...] = (),
    stateful_sets: tuple[Workload, ...] = (),
    daemon_sets: tuple[Workload, ...] = (),
) -> Cluster:
    """A cluster of `objects`; where no node is among them, node1 and node2 are there and healthy."""
    nodes = tuple(o for o in objects if isinstance(o, Node)) or (node("node1"), node("node2"))
    return Cluster(
        Snapshot(
            taken_at=NOW,
            version=version,
            pods=tuple(o for o in objects if isinstance(o, Pod)),
            services=tuple(o for o in objects if isinstance(o, Service)),
            endpoint_slices=tuple(o for o in objects if isinstance(o, EndpointSlice)),
            nodes=nodes,
            ingresses=tuple(o for o in objects if isinstance(o, Ingress)),
            ingress_classes=tuple(o for o in objects if isinstance(o, IngressClass)),
            events=tuple(o for o in objects if isinstance(o, Event)),
            deployments=deployments,
            stateful_sets=stateful_sets,
            daemon_sets=daemon_sets,
            service_proxy=ServiceProxy(mode=plane, node_port_addresses=node_port_addresses, source="test"),
            node_port_range=ports or NodePortRange(proven=True, source="the API server's flags"),
            gaps=gaps,
        )
    )


def served(service_: Service, *pods: Pod) -> tuple[ApiObject, ...]:
    """A Service, its pods and the slice that joins them."""
    return (service_, *pods, slices_of(service_, *pods))


def ref(text: str) -> Ref:
    """`Deployment shop/web` or `Node node1` as a reference, the way findings print it."""
    kind, path = text.split(" ", 1)
    namespace, _, name = path.rpartition("/")
    return Ref(kind=kind, namespace=namespace, name=name)
