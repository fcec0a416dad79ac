"""External IPs: addresses that a Service claims on every node; the network must bring them there (Service API)."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import scope_of, widest
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import NodeChoice
from kprobe.exposures.service_entries import external_ip_entries
from kprobe.model.exposure import Exposure, Protocol


def find(cluster: Cluster, _nodes: NodeChoice) -> Iterator[Exposure]:
    """Services with spec.externalIPs."""
    for service in cluster.snapshot.services:
        ref = service_ref(service)
        for port in ports_of(service):
            entries = external_ip_entries(cluster, service, port)
            if not entries:
                continue
            yield Exposure(
                id=f"external-ip/{ref.namespace}/{ref.name}/{port.port}/{port.protocol}",
                kind=KIND.slug,
                source=ref,
                workload=cluster.workload_behind(service),
                scope=widest(scope_of(e.address) for e in entries),
                entries=entries,
                port=port.port,
                protocol=Protocol(port.protocol),
                service=ref,
                service_port=port.port,
                labels=tuple(sorted((service.metadata.labels or {}).items())),
            )


KIND = Kind(slug="external-ip", title="external IP", find=find)
