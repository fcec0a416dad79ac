"""Why an object that exists has no way in from outside."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.trouble import trouble
from kprobe.model.objects.service import Service
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource

Said = tuple[str, bool, tuple[str, ...]]


def why_not_exposed(cluster: Cluster, subject: Ref) -> Said:
    """The reason, whether it is certain that there is no way in, and what else a person must know."""
    missed = tuple(
        r.value
        for r in (Resource.SERVICES, Resource.PODS, Resource.INGRESSES, Resource.NODES)
        if not cluster.knows(r, "" if r is Resource.NODES else subject.namespace)
    )
    reason = _reason(cluster, subject)
    if missed:
        return f"{reason}, as far as it could be read ({', '.join(missed)} could not)", False, ()
    return reason, True, _notes(cluster, subject)


def _reason(cluster: Cluster, subject: Ref) -> str:
    if subject.kind == "Service":
        service = cluster.services.get((subject.namespace, subject.name))
        return _of_service(service) if service else "it was not read"
    if subject.kind == "Ingress":
        return "it has no rule with a path and no default backend"
    if subject.kind == "IngressClass":
        return "no Ingress names it"
    if subject.kind == "Node":
        return "no NodePort, host port or host network workload has an entry on it"
    if waits := _waits(cluster, subject):
        return waits
    return "no Service with a port for the outside, no Ingress and no host port leads to it"


def _waits(cluster: Cluster, subject: Ref) -> str:
    """A pod that declares host ports and is on no node opens none."""
    claims = [c for c in cluster.claims.of_pods if c.holder == subject and not c.placed]
    if not claims:
        return ""
    ports = " and ".join(sorted({f"{c.port}/{c.protocol}" for c in claims}))
    why = trouble(cluster.pods[subject])
    return f"it is on no node yet, so that its host port {ports} is not open" + (f" ({why})" if why else "")


def _of_service(service: Service) -> str:
    """A headless Service and an ExternalName are never proxied (SV-15, SV-16); a ClusterIP is for the inside."""
    spec = service.spec
    if spec.type == "ExternalName":
        return f"its type is ExternalName, which is only a DNS alias for {spec.external_name or 'another name'}"
    if spec.cluster_ip == "None":
        return "it is headless (clusterIP: None), and nodes do not forward to headless Services"
    if not spec.ports:
        return "it has no port"
    if spec.type == "ClusterIP":
        return "its type is ClusterIP, which only the cluster itself reaches, and no Ingress leads to it"
    return f"its type is {spec.type}, but none of its ports has an entry for the outside"


def _notes(cluster: Cluster, subject: Ref) -> tuple[str, ...]:
    workload = cluster.workloads.get(subject)
    if workload is not None and workload.scaled_to_zero:
        return (f"{subject} is scaled to 0: it has no pod that anything could lead to",)
    return ()
