"""From an object to the ways in that lead there."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.lookup.asked import ObjectAsked
from kprobe.lookup.found import Found, UnknownTarget, ids
from kprobe.lookup.inventory import labels_of, pods_by_owner
from kprobe.lookup.naming import the_object
from kprobe.lookup.unexposed import why_not_exposed
from kprobe.model.exposure import Exposure
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.refs import Ref

Exposures = tuple[Exposure, ...]


def find_object(cluster: Cluster, exposures: Exposures, asked: ObjectAsked) -> Found:
    """What `asked` names; raises UnknownTarget where it is nothing, or not one thing, or has no such port."""
    subject = the_object(cluster, asked)
    return of_subject(cluster, exposures, subject, asked.port)


def of_subject(cluster: Cluster, exposures: Exposures, subject: Ref, port: int | str | None = None) -> Found:
    """The ways in of one object that exists."""
    matched = _leading_to(cluster, exposures, subject)
    if port is not None:
        matched = _at_port(cluster, subject, matched, port)
    reason, known, notes = ("", True, ()) if matched else why_not_exposed(cluster, subject)
    return Found(
        subjects=(subject,),
        matched=ids(matched),
        others=others_of(cluster, exposures, subject, matched),
        reason=reason,
        known=known,
        notes=notes,
        node=subject.name if subject.kind == "Node" else "",
        pod=subject if subject.kind == "Pod" else None,
    )


def _leading_to(cluster: Cluster, exposures: Exposures, subject: Ref) -> list[Exposure]:
    if subject.kind == "Service":
        return [e for e in exposures if e.service == subject]
    if subject.kind == "Ingress":
        return [e for e in exposures if e.source == subject]
    if subject.kind == "IngressClass":
        return [e for e in exposures if e.ingress_class == subject.name]
    if subject.kind == "Node":
        return [e for e in exposures if any(entry.node == subject.name for entry in e.entries)]
    pods = pods_of(cluster, subject)
    services = {
        Ref(kind="Service", namespace=s.metadata.namespace, name=s.metadata.name) for s in services_of(cluster, subject)
    }
    waiting = _waiting(cluster, pods)
    return [
        e
        for e in exposures
        if e.service in services
        or (not e.entries and (e.kind, e.workload, e.port, e.protocol.value) in waiting)
        or (e.service is None and e.workload == subject)
        or (e.service is None and _holds(e, pods) and subject.kind != "Deployment")
    ]


def _waiting(cluster: Cluster, pods: tuple[Pod, ...]) -> set[tuple[str, Ref | None, int, str]]:
    """Host ports of pods that are on no node yet, so that no entry of theirs exists."""
    holders = {pod_ref(p) for p in pods}
    return {
        (c.kind.value, c.workload, c.port, c.protocol)
        for c in cluster.claims.of_pods
        if not c.placed and c.holder in holders
    }


def _holds(exposure: Exposure, pods: tuple[Pod, ...]) -> bool:
    names = {(p.metadata.namespace, p.metadata.name) for p in pods}
    return any(e.pod is not None and (e.pod.namespace, e.pod.name) in names for e in exposure.entries)


def pods_of(cluster: Cluster, subject: Ref) -> tuple[Pod, ...]:
    """The live pods that a pod's or workload's name, or a Service, stands for."""
    if subject.kind == "Service":
        service = cluster.services.get((subject.namespace, subject.name))
        return (cluster.pods_of(service) or ()) if service else ()
    return pods_by_owner(cluster).get(subject, ())


def services_of(cluster: Cluster, subject: Ref) -> tuple[Service, ...]:
    """The Services that select a workload's pods or, while none is alive, would, by the labels that they carry."""
    pods = pods_of(cluster, subject)
    found = cluster.services_selecting(pods)
    if found or (pods and subject not in cluster.workloads):
        return found
    carried = [labels.items() for labels in labels_of(cluster, subject)]
    return tuple(
        s
        for s in cluster.snapshot.services
        if s.metadata.namespace == subject.namespace
        and s.spec.selector
        and any(s.spec.selector.items() <= labels for labels in carried)
    )


def _at_port(cluster: Cluster, subject: Ref, matched: list[Exposure], port: int | str) -> list[Exposure]:
    """Those of one port: the Service's own, by number or name, or the one that a client aims at."""
    service = cluster.services.get((subject.namespace, subject.name)) if subject.kind == "Service" else None
    named = {p.port for p in (service.spec.ports or ()) if p.name == port} if service else set()
    chosen = [e for e in matched if port in {e.port, e.service_port, e.service_port_name} or e.service_port in named]
    if not chosen and (matched or service):
        own = sorted({str(p.port) for p in (service.spec.ports or ())} if service else {str(e.port) for e in matched})
        known_port = service is not None and any(port in {p.port, p.name} for p in service.spec.ports or ())
        if not known_port:
            raise UnknownTarget(
                f"{subject} has no port {port}",
                candidates=tuple(own),
                hint=f"Its ports: {', '.join(own)}" if own else "It has no port.",
            )
    return chosen


def others_of(
    cluster: Cluster, exposures: Exposures, subject: Ref | None, matched: list[Exposure] | Exposures
) -> tuple[str, ...]:
    """Other ways in to the workloads that the matched ones, or the subject itself, end at."""
    if subject is not None and subject.kind in {"Node", "IngressClass"}:
        return ()
    workloads = {e.workload for e in matched if e.workload is not None}
    if subject is not None:
        workloads |= {workload_of(p) for p in pods_of(cluster, subject)}
    return tuple(i for i in ids([e for e in exposures if e.workload in workloads]) if i not in set(ids(matched)))
