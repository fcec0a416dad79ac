"""Pods in the host's network: every port they bind is open on the node, declared or not (ContainerPort API)."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports
from kprobe.cluster.workloads import workload_of
from kprobe.exposures.host_claims import host_exposures
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import NodeChoice
from kprobe.model.exposure import Exposure
from kprobe.model.refs import Ref


def find(cluster: Cluster, _nodes: NodeChoice) -> Iterator[Exposure]:
    """Declared ports of host-network workloads; a port that is not declared cannot be known."""
    yield from host_exposures(cluster, ClaimKind.HOST_NETWORK)


def undeclared(cluster: Cluster) -> tuple[Ref, ...]:
    """Host-network workloads that declare no port at all: what they open is not in the API (row HN-1)."""
    silent = (p for p in cluster.live_pods if p.spec.host_network and not any(declared_ports(p)))
    return tuple(sorted({workload_of(p) for p in silent}))


KIND = Kind(slug="host-network", title="host network", find=find)
