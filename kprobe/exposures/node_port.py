"""NodePorts: one exposure for each port of a Service, an entry for each node address that serves it."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import NodeChoice, sampled
from kprobe.exposures.service_entries import has_node_port, node_port_entries
from kprobe.model.exposure import Exposure, Protocol
from kprobe.model.snapshot import Resource


def find(cluster: Cluster, nodes: NodeChoice) -> Iterator[Exposure]:
    """NodePorts of Services of type NodePort and LoadBalancer."""
    ports = [(s, p) for s in cluster.snapshot.services for p in ports_of(s) if has_node_port(s, p)]
    for service, port, looked in sampled(cluster, ports, nodes):
        ref = service_ref(service)
        entries = node_port_entries(service, port, looked.at)
        missing = (
            "no node has an address that serves it" if cluster.knows(Resource.NODES) else "nodes could not be read"
        )
        yield Exposure(
            id=f"node-port/{ref.namespace}/{ref.name}/{port.port}/{port.protocol}",
            kind=KIND.slug,
            source=ref,
            workload=cluster.workload_behind(service),
            scope=looked.places.scope,
            entries=entries,
            port=port.node_port,
            protocol=Protocol(port.protocol),
            service=ref,
            service_port=port.port,
            left_out=looked.left_out,
            pending="" if entries else missing,
            labels=tuple(sorted((service.metadata.labels or {}).items())),
        )


KIND = Kind(slug="node-port", title="NodePort", find=find)
