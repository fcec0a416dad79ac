"""NodePorts: one exposure for each port of a Service, an entry for each node address that serves it."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import scope_of, widest
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.exposures.kind import Kind
from kprobe.exposures.service_entries import node_port_entries, proxied
from kprobe.model.exposure import Exposure, Protocol
from kprobe.model.snapshot import Resource


def find(cluster: Cluster) -> Iterator[Exposure]:
    """NodePorts of Services of type NodePort and LoadBalancer."""
    for service in cluster.snapshot.services:
        if service.spec.type not in {"NodePort", "LoadBalancer"} or not proxied(service):
            continue
        ref = service_ref(service)
        for port in ports_of(service):
            if not port.node_port:
                continue
            entries = node_port_entries(cluster, service, port)
            missing = (
                "no node has an address that serves it" if cluster.knows(Resource.NODES) else "nodes could not be read"
            )
            yield Exposure(
                id=f"node-port/{ref.namespace}/{ref.name}/{port.port}/{port.protocol}",
                kind=KIND.slug,
                source=ref,
                workload=cluster.workload_behind(service),
                scope=widest(scope_of(e.address) for e in entries),
                entries=entries,
                port=port.node_port,
                protocol=Protocol(port.protocol),
                service=ref,
                service_port=port.port,
                pending="" if entries else missing,
                labels=tuple(sorted((service.metadata.labels or {}).items())),
            )


KIND = Kind(slug="node-port", title="NodePort", find=find)
