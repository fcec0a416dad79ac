"""Which node addresses of a NodePort are enough to know about it (design: covering sample)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, Route

SAMPLED_KIND = "node-port/"
KEEP_ALL = 8
"""An exposure with at most this many entries is never sampled."""
NODES_PER_PORT = 3


def left_out(routes: Sequence[Route]) -> frozenset[tuple[int, int]]:
    """The (route, entry) indexes that need no knock of their own.

    Kept are, for every NodePort, at least three nodes, among them one with and one without a backend of its own and
    one that should not answer (where they exist), with all addresses of each; and, over all NodePorts, every node at
    least once.
    """
    used: Counter[str] = Counter()
    sampled: list[tuple[int, dict[str, list[int]]]] = []
    chosen: dict[int, set[str]] = {}
    for r, route in enumerate(routes):
        if not route.exposure.startswith(SAMPLED_KIND):
            continue
        nodes = _nodes(route)
        if len(route.entries) > KEEP_ALL:
            sampled.append((r, nodes))
            chosen[r] = _pick(route, nodes, used)
        used.update(chosen.get(r, nodes.keys()))
    for r, nodes in sampled:
        forgotten = {node for node in nodes if not used[node]}
        chosen[r] |= forgotten
        used.update(forgotten)
    return frozenset(
        (r, e) for r, nodes in sampled for node, entries in nodes.items() if node not in chosen[r] for e in entries
    )


def _nodes(route: Route) -> dict[str, list[int]]:
    nodes: dict[str, list[int]] = {}
    for e, way in enumerate(route.entries):
        nodes.setdefault(way.entry.node or way.entry.address, []).append(e)
    return nodes


def _pick(route: Route, nodes: dict[str, list[int]], used: Counter[str]) -> set[str]:
    """The nodes that were used least so far: one of each group, and any to make three."""
    rank = {node: (used[node], place) for place, node in enumerate(nodes)}
    groups: dict[tuple[bool, bool], list[str]] = {}
    for node, entries in nodes.items():
        ways = [route.entries[e] for e in entries]
        answers = any(map(_open, ways))
        groups.setdefault((answers, answers and any(way.local for way in ways)), []).append(node)
    picked = {min(group, key=rank.__getitem__) for group in groups.values()}
    rest = sorted(nodes.keys() - picked, key=rank.__getitem__) if len(nodes) > len(picked) else []
    picked.update(rest[: NODES_PER_PORT - len(picked)])
    return picked


def _open(way: EntryRoute) -> bool:
    return way.prediction is not None and PortState.OPEN in way.prediction.states
