"""Ways in that checks have to look through, though the cluster does not show them yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.model.exposure import Exposure, Protocol, Scope
from kprobe.model.refs import Ref

PENDING = "the API server will choose the NodePort"


def to_come(cluster: Cluster, known: Iterable[Exposure], refs: set[Ref]) -> Iterator[Exposure]:
    """For each port of the manifests' Services through which nothing leads from outside, so that checks see it.

    NodePorts that the API server is to choose are among them; the others are ways in for the cluster alone.
    """
    seen = {(e.service, e.service_port, e.protocol.value) for e in known}
    for service in cluster.snapshot.services:
        ref = service_ref(service)
        if ref not in refs or service.spec.type == "ExternalName":
            continue
        chosen = service.spec.type in {"NodePort", "LoadBalancer"}
        kind = "node-port" if chosen else "cluster-ip"
        for port in ports_of(service):
            if (ref, port.port, port.protocol) not in seen:
                yield Exposure(
                    id=f"{kind}/{ref.namespace}/{ref.name}/{port.port}/{port.protocol}",
                    kind=kind,
                    source=ref,
                    workload=cluster.workload_behind(service),
                    scope=Scope.UNKNOWN,
                    entries=(),
                    port=port.node_port,
                    protocol=Protocol(port.protocol),
                    service=ref,
                    service_port=port.port,
                    pending=PENDING if chosen else "",
                )
