"""Ways in that checks have to look through, though the cluster does not show them yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.model.exposure import Exposure, Protocol, Scope
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref

PENDING = "the API server will choose the NodePort"


def to_come(cluster: Cluster, known: Iterable[Exposure], refs: set[Ref]) -> Iterator[Exposure]:
    """Of the manifests' Services: NodePorts that the API server is to choose, and ports that lead nowhere from outside.

    The latter, of kind "cluster-ip", are no ways in, but checks look at Services through ways in alone.
    """
    seen = {(e.service, e.service_port, e.protocol.value) for e in known}
    for service in cluster.snapshot.services:
        ref = service_ref(service)
        if ref not in refs or service.spec.type == "ExternalName":
            continue
        for port in ports_of(service):
            if _is_given_one(service) and not port.node_port:
                yield _exposure(cluster, service, port, "node-port", PENDING)
            elif (ref, port.port, port.protocol) not in seen:
                yield _exposure(cluster, service, port, "cluster-ip", "")


def _is_given_one(service: Service) -> bool:
    """Whether the API server gives the Service NodePorts (needsNodePort in pkg/registry/core/service/storage)."""
    spec = service.spec
    return spec.type == "NodePort" or (
        spec.type == "LoadBalancer" and spec.allocate_load_balancer_node_ports is not False
    )


def _exposure(cluster: Cluster, service: Service, port: ServicePort, kind: str, pending: str) -> Exposure:
    ref = service_ref(service)
    return Exposure(
        id=f"{kind}/{ref.namespace}/{ref.name}/{port.port}/{port.protocol}",
        kind=kind,
        source=ref,
        workload=cluster.workload_behind(service),
        scope=Scope.UNKNOWN,
        entries=(),
        port=0,
        protocol=Protocol(port.protocol),
        service=ref,
        service_port=port.port,
        pending=pending,
        labels=tuple(sorted((service.metadata.labels or {}).items())),
    )
