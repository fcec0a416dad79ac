"""Finds every way in."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.exposures.kind import Kind
from kprobe.exposures.node_sample import COVERING, NodeChoice
from kprobe.model.exposure import Exposure
from kprobe.registry import load


def classify(cluster: Cluster, nodes: NodeChoice = COVERING) -> tuple[Exposure, ...]:
    """Every exposure of every kind, by id; a manifest read twice gives it once."""
    found = {e.id: e for kind in load("kprobe.exposures", "KIND", Kind) for e in kind.find(cluster, nodes)}
    return tuple(found[i] for i in sorted(found))
