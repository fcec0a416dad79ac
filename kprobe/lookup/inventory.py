"""Every object that can be asked about, by kind, name and namespace."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import ingress_ref
from kprobe.cluster.nodes import node_ref
from kprobe.cluster.service_ports import service_ref
from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.lookup.kinds import short
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource

# What has to be read so that an object that is not found is proven not to exist.
_READ_FROM = {
    "Service": (Resource.SERVICES,),
    "Pod": (Resource.PODS,),
    "Deployment": (Resource.DEPLOYMENTS,),
    "DaemonSet": (Resource.DAEMON_SETS,),
    "StatefulSet": (Resource.STATEFUL_SETS,),
    "Ingress": (Resource.INGRESSES,),
    "IngressClass": (Resource.INGRESS_CLASSES,),
    "Node": (Resource.NODES,),
}
# A CronJob names its Jobs after itself and the minute (kubernetes/kubernetes pkg/controller/cronjob).
_SCHEDULED = re.compile(r"(.+)-\d{5,}")


def known_by_pods(kind: str) -> bool:
    """Whether objects of `kind` are not read, so that only those are known that own a pod (Jobs, CronJobs)."""
    return bool(kind) and kind not in _READ_FROM


def every_ref(cluster: Cluster) -> frozenset[Ref]:
    """All objects that were read, and the workloads that pods name as their owners."""
    snapshot = cluster.snapshot
    found: set[Ref] = set(cluster.workloads)
    found.update(map(service_ref, snapshot.services))
    found.update(map(ingress_ref, snapshot.ingresses))
    found.update(map(node_ref, cluster.nodes))
    found.update(Ref(kind="IngressClass", name=name) for name in cluster.ingress_classes)
    for pod in snapshot.pods:
        found.add(pod_ref(pod))
        found.update(_owners(pod))
    return frozenset(found)


def pods_by_owner(cluster: Cluster) -> dict[Ref, tuple[Pod, ...]]:
    """Live pods by each object that owns them, near or far."""
    found: dict[Ref, list[Pod]] = defaultdict(list)
    for pod in cluster.live_pods:
        for owner in {pod_ref(pod), *_owners(pod)}:
            found[owner].append(pod)
    return {owner: tuple(pods) for owner, pods in found.items()}


def labels_of(cluster: Cluster, subject: Ref) -> tuple[Mapping[str, str], ...]:
    """What a workload's pods carry while none is alive: by its template, or by those that ended where none is read."""
    workload = cluster.workloads.get(subject)
    if workload is not None:
        return (workload.spec.template.metadata.labels or {},)
    ended = (p for p in cluster.snapshot.pods if subject in {pod_ref(p), *_owners(p)})
    return tuple(p.metadata.labels or {} for p in ended)


def _owners(pod: Pod) -> Iterator[Ref]:
    workload = workload_of(pod)
    yield workload
    owner = next((o for o in pod.metadata.owner_references or () if o.controller and o.kind != "Node"), None)
    if owner is not None:
        yield Ref(kind=owner.kind, namespace=pod.metadata.namespace, name=owner.name)
        if owner.kind == "Job" and (made := _SCHEDULED.fullmatch(owner.name)):
            yield Ref(kind="CronJob", namespace=pod.metadata.namespace, name=made[1])


def could_be_missed(cluster: Cluster, kind: str, namespace: str | None) -> tuple[Resource, ...]:
    """What could not be read although an object of `kind` ("" for any) may be in it."""
    kinds = (kind,) if kind else tuple(_READ_FROM)
    wanted = {r: None for k in kinds for r in _READ_FROM.get(k, (Resource.PODS,))}
    return tuple(r for r in wanted if not cluster.knows(r, namespace or ""))


def typed(ref: Ref) -> str:
    """What to type to ask about an object: `svc/shop/web`."""
    return f"{short(ref.kind)}/{ref.path}"
