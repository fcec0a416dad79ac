"""LoadBalancer Services: one exposure for each port, an entry for each published address."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import scope_of, widest
from kprobe.cluster.balancers import internal
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import NodeChoice
from kprobe.exposures.service_entries import load_balancer_entries
from kprobe.model.exposure import Exposure, Protocol, Scope


def find(cluster: Cluster, _nodes: NodeChoice) -> Iterator[Exposure]:
    """Services of type LoadBalancer, with or without an address yet."""
    for service in cluster.snapshot.services:
        if service.spec.type != "LoadBalancer":
            continue
        ref = service_ref(service)
        for port in ports_of(service):
            entries = load_balancer_entries(service, port)
            scope = widest(scope_of(e.address) for e in entries)
            yield Exposure(
                id=f"load-balancer/{ref.namespace}/{ref.name}/{port.port}/{port.protocol}",
                kind=KIND.slug,
                source=ref,
                workload=cluster.workload_behind(service),
                scope=Scope.PRIVATE if scope is Scope.UNKNOWN and internal(service) else scope,
                entries=entries,
                port=port.port,
                protocol=Protocol(port.protocol),
                service=ref,
                service_port=port.port,
                pending="" if entries else "the load balancer has no address yet",
                labels=tuple(sorted((service.metadata.labels or {}).items())),
            )


KIND = Kind(slug="load-balancer", title="LoadBalancer", find=find)
