"""Container ports mapped to a port of the node by the CNI; nothing listens on the host itself (portmap plugin)."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.host_claims import host_exposures
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import NodeChoice
from kprobe.model.exposure import Exposure


def find(cluster: Cluster, _nodes: NodeChoice) -> Iterator[Exposure]:
    """Host ports of workloads outside the host network."""
    yield from host_exposures(cluster, ClaimKind.HOST_PORT)


KIND = Kind(slug="host-port", title="host port", find=find)
