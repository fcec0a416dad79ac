"""On which nodes a NodePort is looked at: on all of a small cluster, on a covering sample of a large one.

A NodePort is on every node, so 2,000 of them on 1,000 nodes are two million doors that nobody wants to knock on, or to
read about. Nodes of one kind answer alike (cluster/node_kinds.py), so a few stand for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from zlib import crc32

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.node_kinds import Places, places
from kprobe.cluster.service_ports import service_ref
from kprobe.model.exposure import LeftOut
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref

KEEP_ALL = 8
"""A NodePort with at most this many addresses is never sampled."""
NODES_PER_PORT = 3


class NodeChoice(Struct, frozen=True, kw_only=True):
    """`every`: no sample at all. `named`: nodes that somebody asked about, which no sample leaves out.

    `whole`: Services and Ingresses that are looked at everywhere, while others are sampled.
    """

    every: bool = False
    named: frozenset[str] = frozenset()
    whole: frozenset[Ref] = frozenset()


COVERING = NodeChoice()


class Looked(Struct, frozen=True, kw_only=True):
    """Where one NodePort is looked at: addresses by node; what is left out; where all are."""

    at: dict[str, tuple[str, ...]]
    left_out: LeftOut | None
    places: Places


def sampled(
    cluster: Cluster, ports: Sequence[tuple[Service, ServicePort]], choice: NodeChoice
) -> Iterator[tuple[Service, ServicePort, Looked]]:
    """Each of `ports`, with the nodes that it is looked at on.

    Of a large cluster these are, for every NodePort: of each kind of node one that has a backend, one that has a rival
    for the port and one that has neither, as far as there are such; and any to make three, with all addresses of each.
    Over all NodePorts every node comes once at least. Which ones follows from names alone, so that two runs, and a run
    after somebody else's Service came or went, look at the same.
    """
    known: dict[tuple[str, ...], Places] = {}
    chosen: list[tuple[Service, ServicePort, Places, set[str] | None]] = []
    for service, port in ports:
        families = tuple(service.spec.ip_families or ())
        if families not in known:
            known[families] = places(cluster, families)
        where = known[families]
        whole = choice.every or where.count <= KEEP_ALL or service_ref(service) in choice.whole
        chosen.append((service, port, where, None if whole else _picked(cluster, service, port, where, choice)))
    _cover(chosen)
    for service, port, where, nodes in chosen:
        at = where.addresses if nodes is None else {name: where.addresses[name] for name in sorted(nodes)}
        out = len(where.addresses) - len(at)
        left_out = LeftOut(nodes=out, entries=where.count - sum(map(len, at.values()))) if out else None
        yield service, port, Looked(at=at, left_out=left_out, places=where)


def few(cluster: Cluster, published: tuple[str, ...], choice: NodeChoice, of: Ref) -> tuple[str, ...]:
    """As many of the addresses that `of` has `published`: a controller on every node publishes them all."""
    if choice.every or len(published) <= KEEP_ALL or of in choice.whole:
        return published
    named = {address for node in choice.named for address in cluster.all_addresses.get(node, ())}
    kept = {*islice(_round(published, str(of)), NODES_PER_PORT), *named}
    return tuple(address for address in published if address in kept)


def _picked(cluster: Cluster, service: Service, port: ServicePort, where: Places, choice: NodeChoice) -> set[str]:
    endpoints = cluster.endpoints_of(service, port)
    usable = {b.node for b in endpoints.usable}
    others = {b.node for b in endpoints.unusable} - usable
    rivals = set(cluster.claims.nodes(port.node_port, port.protocol))
    name = f"{service.metadata.namespace}/{service.metadata.name}/{port.port}/{port.protocol}"
    special: dict[tuple[object, ...], list[str]] = {}
    for node in sorted((usable | others | rivals) & where.addresses.keys()):
        special.setdefault((where.kind_of[node], node in usable, node in others, node in rivals), []).append(node)
    apart = set(chain.from_iterable(special.values()))
    picked = {next(_round(members, name)) for members in special.values()}
    for members in where.kinds.values():
        picked.update(islice((n for n in _round(members, name) if n not in apart), 1))
    wanted = NODES_PER_PORT - len(picked)
    if wanted > 0:
        picked.update(islice((n for n in _round(where.names, name) if n not in picked), wanted))
    return picked | (choice.named & where.addresses.keys())


def _round(members: Sequence[str], name: str) -> Iterator[str]:
    """All of them, beginning where `name` says."""
    start = crc32(name.encode()) % len(members)
    return (members[(start + step) % len(members)] for step in range(len(members)))


def _cover(chosen: Iterable[tuple[Service, ServicePort, Places, set[str] | None]]) -> None:
    """Give each node that nobody looks at to one of the NodePorts on it."""
    by_places: dict[int, tuple[Places, list[set[str]]]] = {}
    covered: set[str] = set()
    for _, _, where, nodes in chosen:
        if nodes is not None:
            by_places.setdefault(id(where), (where, []))[1].append(nodes)
        covered.update(where.addresses if nodes is None else nodes)
    for where, samples in by_places.values():
        for node in where.addresses.keys() - covered:
            samples[crc32(node.encode()) % len(samples)].add(node)
        covered.update(where.addresses)
