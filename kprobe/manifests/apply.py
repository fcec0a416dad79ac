"""The cluster as it would be with the manifests applied, and as it would be without their objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import SERVICE_NAME_LABEL, Cluster
from kprobe.cluster.ingresses import ingress_ref
from kprobe.cluster.pods import pod_addresses
from kprobe.cluster.service_ports import service_ref
from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.manifests.expected_objects import class_as_kept, ingress_as_kept, service_as_kept, workload_as_kept
from kprobe.manifests.expected_pods import Scheduler, replicas_of
from kprobe.manifests.expected_slices import mirrored, slices_of
from kprobe.manifests.kinds import Endpoints
from kprobe.manifests.manifest import Manifest
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Snapshot

_FIELDS = {"Deployment": "deployments", "StatefulSet": "stateful_sets", "DaemonSet": "daemon_sets"}


class Worlds(Struct, frozen=True, kw_only=True):
    """`without`: as if the manifests' objects had never been; `applied`: with them, and what follows from them.

    `cramped`: Deployments with host ports for which no further node is free.
    """

    without: Snapshot
    applied: Snapshot
    cramped: tuple[Manifest, ...] = ()


def worlds(live: Cluster, manifests: tuple[Manifest, ...], *, examples: bool = False) -> Worlds:
    """Both, from the cluster as it is. `examples`: its nodes stand for others that nobody knows."""
    refs = {m.ref for m in manifests}
    removed = [p for p in live.snapshot.pods if {pod_ref(p), workload_of(p)} & refs]
    without = _settled(_stripped(live.snapshot, refs, removed), removed)
    scheduler = Scheduler(
        nodes=without.nodes,
        families=_families(live, manifests),
        placed=Cluster(without).claims.of_pods,
        examples=examples,
    )
    added = list(_pods(scheduler, live, manifests, removed))
    objects = _kept(live, manifests)
    workloads: dict[str, Any] = {field: (*getattr(without, field), *objects[field]) for field in _FIELDS.values()}
    applied = replace(
        without,
        pods=(*without.pods, *added),
        services=(*without.services, *objects["services"]),
        ingresses=(*without.ingresses, *objects["ingresses"]),
        ingress_classes=(*without.ingress_classes, *objects["ingress_classes"]),
        endpoint_slices=(*without.endpoint_slices, *_hand_made(live, without, manifests)),
        **workloads,
    )
    cramped = tuple(m for m in manifests if m.ref.kind == "Deployment" and not scheduler.room(m))
    return Worlds(without=without, applied=_settled(applied, added, also=refs), cramped=cramped)


def _stripped(snapshot: Snapshot, refs: set[Ref], removed: list[Pod]) -> Snapshot:
    """Without the objects, what was made of them, and what was said about them: that is history."""
    gone = {pod_ref(p) for p in removed}
    dropped = refs | gone

    def about(event: Any) -> Ref:
        item = event.involved_object
        return Ref(kind=item.kind, namespace=item.namespace, name=item.name)

    fields: dict[str, Any] = {
        field: tuple(w for w in getattr(snapshot, field) if _named(kind, w) not in refs)
        for kind, field in _FIELDS.items()
    }
    return replace(
        snapshot,
        pods=tuple(p for p in snapshot.pods if pod_ref(p) not in gone),
        services=tuple(s for s in snapshot.services if service_ref(s) not in refs),
        ingresses=tuple(i for i in snapshot.ingresses if ingress_ref(i) not in refs),
        ingress_classes=tuple(c for c in snapshot.ingress_classes if _named("IngressClass", c) not in refs),
        endpoint_slices=tuple(
            s for s in snapshot.endpoint_slices if _owner(s) not in refs and _named("EndpointSlice", s) not in refs
        ),
        events=tuple(e for e in snapshot.events if about(e) not in dropped),
        **fields,
    )


def _named(kind: str, item: Any) -> Ref:
    return Ref(kind=kind, namespace=item.metadata.namespace, name=item.metadata.name)


def _owner(item: EndpointSlice) -> Ref:
    name = (item.metadata.labels or {}).get(SERVICE_NAME_LABEL, "")
    return Ref(kind="Service", namespace=item.metadata.namespace, name=name)


def _pods(scheduler: Scheduler, live: Cluster, manifests: tuple[Manifest, ...], removed: list[Pod]) -> Iterator[Pod]:
    former: dict[Ref, list[str]] = defaultdict(list)
    for pod in removed:
        former[workload_of(pod)].append(pod.spec.node_name)
    # DaemonSets first: they have no choice.
    for manifest in sorted(manifests, key=lambda m: m.ref.kind != "DaemonSet"):
        if manifest.kind.template is None:
            continue
        wanted = replicas_of(manifest, live.workloads.get(manifest.ref))
        yield from scheduler.pods(manifest, min(wanted, 1) if scheduler.examples else wanted, former[manifest.ref])


def _families(live: Cluster, manifests: tuple[Manifest, ...]) -> tuple[str, ...]:
    """Those that pods of the cluster have; where none is known, those that the manifests' Services ask for."""
    seen = dict.fromkeys(family(a) for p in live.live_pods if not p.spec.host_network for a in pod_addresses(p))
    asked = dict.fromkeys(
        one for m in manifests if isinstance(m.object, Service) for one in m.object.spec.ip_families or ()
    )
    return tuple(one for one in seen or asked if one in {"IPv4", "IPv6"}) or ("IPv4",)


def _kept(live: Cluster, manifests: tuple[Manifest, ...]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    now = live.snapshot.taken_at
    for manifest in manifests:
        ref, written = manifest.ref, manifest.object
        key = (ref.namespace, ref.name)
        if isinstance(written, Service):
            found["services"].append(service_as_kept(written, live.services.get(key), now))
        elif isinstance(written, Ingress):
            found["ingresses"].append(ingress_as_kept(written, live.ingresses.get(key), live))
        elif isinstance(written, IngressClass):
            found["ingress_classes"].append(class_as_kept(written, live.ingress_classes.get(ref.name), now))
        elif isinstance(written, Workload) and ref.kind in _FIELDS:
            found[_FIELDS[ref.kind]].append(workload_as_kept(written, live.workloads.get(ref)))
    return found


def _hand_made(live: Cluster, without: Snapshot, manifests: tuple[Manifest, ...]) -> Iterator[EndpointSlice]:
    """Slices of the manifests, those that mirror their Endpoints, and what is there for Services without selector."""
    there = {(s.metadata.namespace, s.metadata.name) for s in without.endpoint_slices}
    replaced = {m.ref for m in manifests}
    for manifest in manifests:
        if isinstance(manifest.object, EndpointSlice):
            yield manifest.object
        elif isinstance(manifest.object, Endpoints):
            yield from mirrored(manifest.object)
    for item in live.snapshot.endpoint_slices:
        name = (item.metadata.namespace, item.metadata.name)
        if _owner(item) in replaced and name not in there and _named("EndpointSlice", item) not in replaced:
            yield item


def _settled(snapshot: Snapshot, changed: Iterable[Pod], also: Iterable[Ref] = ()) -> Snapshot:
    """With the EndpointSlices made anew of Services that select one of the `changed` pods, or are among `also`."""
    labels = {(p.metadata.namespace, tuple(sorted((p.metadata.labels or {}).items()))) for p in changed}
    by_namespace: dict[str, list[dict[str, str]]] = defaultdict(list)
    for namespace, items in labels:
        by_namespace[namespace].append(dict(items))
    also = set(also)
    cluster = Cluster(snapshot)
    anew: list[Service] = []
    for service in snapshot.services:
        selector = (service.spec.selector or {}).items()
        touched = any(selector <= found.items() for found in by_namespace.get(service.metadata.namespace, ()))
        if selector and service.spec.type != "ExternalName" and (touched or service_ref(service) in also):
            anew.append(service)
    if not anew:
        return snapshot
    renewed = {service_ref(s) for s in anew}
    kept = (s for s in snapshot.endpoint_slices if _owner(s) not in renewed)
    made = (
        item
        for service in anew
        for item in slices_of(service, cluster.pod_index.matching(service.metadata.namespace, service.spec.selector))
    )
    return replace(snapshot, endpoint_slices=(*kept, *made))
