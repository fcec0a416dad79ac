"""Pods in the host's network: every port they bind is open on the node, declared or not (ContainerPort API)."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.host_claims import host_exposures
from kprobe.exposures.kind import Kind
from kprobe.model.exposure import Exposure


def find(cluster: Cluster) -> Iterator[Exposure]:
    """Declared ports of host-network workloads; a port that is not declared cannot be known."""
    yield from host_exposures(cluster, ClaimKind.HOST_NETWORK)


KIND = Kind(slug="host-network", title="host network", find=find)
