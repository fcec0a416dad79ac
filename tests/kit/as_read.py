"""A cluster as the program would have read it."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.events_asked import asks_events


def as_read(cluster: Cluster) -> Cluster:
    """Without events where nothing asks for any."""
    if not cluster.snapshot.events or asks_events(cluster):
        return cluster
    return Cluster(replace(cluster.snapshot, events=()))
