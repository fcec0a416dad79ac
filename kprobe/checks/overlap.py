"""Which claims on a port exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kprobe.checks.pod_state import crashing
from kprobe.cluster.claims import Claim, ClaimKind, in_effect, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import Component, is_component

_LOOPBACK = "127.0.0.1"


def kept_apart(first: str, second: str) -> bool:
    """Whether the scheduler keeps two claims off one node: it takes `::` for an address like any other (HN-7)."""
    return not first or not second or first == second


def fights(cluster: Cluster) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims of different pods on one address, port and protocol of one node, now.

    Two pods of one workload count only where one of them crashes: a rolling update has both for a moment. What a
    node's own components hold is left to the check that knows them.
    """
    for (node, port, protocol), claims in cluster.claims.by_node_and_port():
        if not node or len(claims) < 2:
            continue
        known = cluster.component_at(node, port, protocol) is not None
        held = sorted((c for c in claims if in_effect(c)), key=lambda c: (c.workload, c.holder, c.address))
        for first, second in combinations(held, 2):
            if first.holder == second.holder or not overlap(first.address, second.address):
                continue
            pods = (cluster.pods[first.holder], cluster.pods[second.holder])
            if first.workload == second.workload and not any(crashing(p) for p in pods):
                continue
            if known and any(is_component(p) for p in pods):
                continue
            yield first, second


def component_fights(cluster: Cluster) -> Iterator[tuple[Claim, Component]]:
    """Claims of pods on a port where a component of the node listens; the components' own pods are not among them."""
    for claim in cluster.claims.of_pods:
        if not in_effect(claim) or is_component(cluster.pods[claim.holder]):
            continue
        component = cluster.component_at(claim.node, claim.port, claim.protocol)
        if component is not None and _in_the_way(claim, component):
            yield claim, component


def _in_the_way(claim: Claim, component: Component) -> bool:
    if component.loopback:
        return overlap(claim.address, _LOOPBACK) if claim.kind is ClaimKind.HOST_NETWORK else claim.address == _LOOPBACK
    return claim.address != _LOOPBACK
