"""Objects as the API server would keep them: with what it fills in, and what an update leaves as it is."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import default_classes
from kprobe.cluster.ingresses import published_addresses
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.objects.workload import Workload

_WITH_NODE_PORTS = frozenset({"NodePort", "LoadBalancer"})


def service_as_kept(written: Service, live: Service | None, now: datetime) -> Service:
    """A new one has no NodePort that it does not ask for; an update keeps those of its ports (patchAllocatedValues)."""
    meta = _meta(written.metadata, live.metadata if live else None, now)
    spec = written.spec
    if live is None:
        return msgspec.structs.replace(written, metadata=meta)
    old = live.spec
    ports = spec.ports
    if {spec.type, old.type} <= _WITH_NODE_PORTS:
        ports = tuple(_keeping(port, live, written) for port in spec.ports or ())
    balanced = spec.type == old.type == "LoadBalancer"
    local = balanced and spec.external_traffic_policy == old.external_traffic_policy == "Local"
    kept = msgspec.structs.replace(
        spec,
        ports=ports,
        cluster_ip=spec.cluster_ip or ("" if old.cluster_ip == "None" else old.cluster_ip),
        ip_families=spec.ip_families or old.ip_families,
        health_check_node_port=spec.health_check_node_port or (old.health_check_node_port if local else 0),
    )
    same = balanced and spec.load_balancer_class == old.load_balancer_class
    status = live.status if same else written.status
    return msgspec.structs.replace(written, metadata=meta, spec=kept, status=status)


def ingress_as_kept(written: Ingress, live: Ingress | None, cluster: Cluster) -> Ingress:
    """A new one gets the default class (admission plugin DefaultIngressClass).

    An Ingress that is not there yet has no address; where its class' controller publishes one for others, it would.
    """
    spec = written.spec
    notes = written.metadata.annotations
    if live is None and not spec.ingress_class_name and not (notes and notes.ingress_class):
        default = next(iter(default_classes(cluster.ingress_classes)), None)
        spec = msgspec.structs.replace(spec, ingress_class_name=default)
    meta = _meta(written.metadata, live.metadata if live else None, cluster.snapshot.taken_at)
    kept = msgspec.structs.replace(written, metadata=meta, spec=spec)
    if live is not None and published_addresses(live) and _class(live) == _class(kept):
        return msgspec.structs.replace(kept, status=live.status)
    sibling = next(
        (i for i in cluster.snapshot.ingresses if _class(i) == _class(kept) and published_addresses(i)), None
    )
    return msgspec.structs.replace(kept, status=sibling.status) if sibling is not None else kept


def class_as_kept(written: IngressClass, live: IngressClass | None, now: datetime) -> IngressClass:
    """An IngressClass with its age, which decides among defaults."""
    return msgspec.structs.replace(written, metadata=_meta(written.metadata, live.metadata if live else None, now))


def workload_as_kept(written: Workload, live: Workload | None) -> Workload:
    """A number of replicas that is left out stays what an autoscaler or a person made it."""
    if written.spec.replicas is not None or live is None:
        return written
    spec = msgspec.structs.replace(written.spec, replicas=live.spec.replicas)
    return msgspec.structs.replace(written, spec=spec)


def _meta(written: ObjectMeta, live: ObjectMeta | None, now: datetime) -> ObjectMeta:
    born = live.creation_timestamp if live else now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return msgspec.structs.replace(written, creation_timestamp=born, uid=live.uid if live else "")


def _keeping(port: ServicePort, live: Service, written: Service) -> ServicePort:
    """The NodePort of the live port that is this one: by number (kubectl's patch), else by name (the API server)."""
    if port.node_port:
        return port
    asked = {p.node_port for p in written.spec.ports or ()}
    old = live.spec.ports or ()
    same = next((p for p in old if (p.port, p.protocol) == (port.port, port.protocol)), None) or next(
        (p for p in old if p.name == port.name), None
    )
    number = same.node_port if same is not None and same.node_port not in asked else 0
    return msgspec.structs.replace(port, node_port=number)


def _class(ingress: Ingress) -> tuple[str, str]:
    notes = ingress.metadata.annotations
    return (ingress.spec.ingress_class_name or "", (notes.ingress_class or "") if notes else "")
