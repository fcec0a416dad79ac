"""Every port that somebody claims, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import COMPONENTS, Component, is_component
from kprobe.model.ports import PortRow, Rival, Where
from kprobe.ports.holders import of_claim, of_component
from kprobe.ports.rivals import Met, Rivals

_LOOPBACK = "127.0.0.1"


def rows(cluster: Cluster) -> tuple[PortRow, ...]:
    """By port, then node. A claim without a node has a row of its own only where nobody holds its place."""
    rivals = Rivals(cluster)
    found = [*_of_services(cluster, rivals), *_of_pods(cluster, rivals), *_of_components(cluster, rivals)]
    unplaced = [c for c in (*cluster.claims.of_pods, *rivals.idle) if not c.placed and c not in rivals.met]
    for place, claims in _by_place(unplaced).items():
        found.append(_row(cluster, Where.NO_NODE, place, claims, ()))
    return tuple(sorted(found, key=_order))


def _order(row: PortRow) -> tuple[int, str, str, str, str]:
    return (row.port, row.protocol, row.where, row.node, row.address)


_Place = tuple[str, str, int, str]


def _by_place(claims: Iterable[Claim]) -> dict[_Place, list[Claim]]:
    places: dict[_Place, list[Claim]] = defaultdict(list)
    for claim in claims:
        places[claim.node, claim.address, claim.port, claim.protocol].append(claim)
    return places


def _of_services(cluster: Cluster, rivals: Rivals) -> Iterator[PortRow]:
    for place, claims in _by_place(cluster.claims.of_services).items():
        met = [m for c in claims for m in rivals.of_service(c)]
        yield _row(cluster, Where.EVERY_NODE, place, claims, met)


def _of_pods(cluster: Cluster, rivals: Rivals) -> Iterator[PortRow]:
    for place, claims in _by_place(c for c in cluster.claims.of_pods if c.placed).items():
        met = [m for c in claims for m in rivals.of_pod(c)]
        yield _row(cluster, Where.NODE, place, claims, met)


def _of_components(cluster: Cluster, rivals: Rivals) -> Iterator[PortRow]:
    """Once for all nodes, where all have it; what shows as a pod with this very port is a row already."""
    for component in COMPONENTS:
        nodes = [n for n in cluster.nodes if _listens(cluster, component, n)]
        everywhere = bool(nodes) and len(nodes) == len(cluster.nodes)
        for node in [""] if everywhere else sorted(nodes):
            met = tuple(rivals.of_component(component, node))
            yield PortRow(
                where=Where.NODE if node else Where.EVERY_NODE,
                node=node,
                address=_LOOPBACK if component.loopback else "",
                port=component.port,
                protocol=component.protocol,
                holders=(of_component(component),),
                rivals=_distinct(met),
                contested=any(fights for _, fights in met),
            )


def _listens(cluster: Cluster, component: Component, node: str) -> bool:
    if cluster.component_at(node, component.port, component.protocol) != component:
        return False
    claims = cluster.claims.on(node, component.port, component.protocol)
    return not any(is_component(cluster.pods[c.holder]) for c in claims)


def _row(cluster: Cluster, where: Where, place: _Place, claims: list[Claim], met: Iterable[Met]) -> PortRow:
    """`claims` have one and the same place; among each other they are no rivals, but holders."""
    node, address, port, protocol = place
    met = tuple(met)
    held = {c.holder for c in claims}
    ordered = sorted(claims, key=lambda c: (not c.placed, c.workload, c.holder))
    return PortRow(
        where=where,
        node=node,
        address=address,
        port=port,
        protocol=protocol,
        holders=tuple(of_claim(cluster, c) for c in ordered),
        rivals=_distinct((r, f) for r, f in met if r.holder.holder not in held or r.address != address),
        contested=any(fights for _, fights in met),
    )


def _distinct(met: Iterable[Met]) -> tuple[Rival, ...]:
    return tuple(dict.fromkeys(rival for rival, _ in met))
