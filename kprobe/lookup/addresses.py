"""From an address and port to the way in that claims it, or to why none does."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.lookup.asked import AddressAsked, ObjectAsked
from kprobe.lookup.found import Found, UnknownTarget, ids
from kprobe.lookup.naming import the_object
from kprobe.lookup.objects import of_subject, others_of
from kprobe.lookup.owners import nodes_at, same
from kprobe.lookup.unclaimed import why_unclaimed
from kprobe.model.exposure import Entry, Exposure, Protocol
from kprobe.model.probe import Target
from kprobe.model.refs import Ref

Exposures = tuple[Exposure, ...]


def find_address(cluster: Cluster, exposures: Exposures, asked: AddressAsked) -> Found:
    """Who answers at an address, by IP or by a node's or load balancer's name; without a port, everything there."""
    if not family(asked.address) and not names_a_place(cluster, exposures, asked.address):
        return _named_object(cluster, exposures, asked)
    node = nodes_at(cluster, asked.address)
    if asked.port is None:
        return _whole(cluster, exposures, asked.address, node)
    address = _ip_of(cluster, asked.address, node)
    there = [(e, x) for e in exposures for x in e.entries if x.port == asked.port and _at(x, asked.address, node)]
    wanted = asked.protocol or Protocol.TCP
    fitting = [(e, x) for e, x in there if x.protocol is wanted] or ([] if asked.protocol else there)
    direct = [e for e, _ in fitting if e.kind != "ingress"] or [e for e, _ in fitting]
    protocol = fitting[0][1].protocol if fitting else wanted
    knock = Target(address=address, port=asked.port, protocol=protocol)
    if not direct:
        return replace(why_unclaimed(cluster, exposures, asked, node), knock=knock)
    chosen = tuple({e.id: e for e in direct}.values())
    return Found(
        subjects=tuple(dict.fromkeys(e.source for e in chosen)),
        matched=ids(chosen),
        others=others_of(cluster, exposures, None, chosen),
        notes=(*_rivals(chosen), *_protocols(chosen, asked), *_behind(exposures, chosen)),
        knock=knock,
    )


def names_a_place(cluster: Cluster, exposures: Exposures, name: str) -> bool:
    """Whether a name or IP is a node's, or an address that a way in has of itself."""
    if family(name) or nodes_at(cluster, name):
        return True
    return any(x.address.lower() == name.lower() for e in exposures if e.kind != "ingress" for x in e.entries)


def _at(entry: Entry, address: str, node: str) -> bool:
    if family(address):
        return same(entry.address, address)
    return entry.node == node if node else entry.address.lower() == address.lower()


def _ip_of(cluster: Cluster, address: str, node: str) -> str:
    """What is knocked on: a node's name is the cluster's own, so its first address stands for it."""
    if family(address) or not node:
        return address
    return next(iter(cluster.all_addresses.get(node, ())), address)


def _whole(cluster: Cluster, exposures: Exposures, address: str, node: str) -> Found:
    if node:
        return of_subject(cluster, exposures, Ref(kind="Node", name=node))
    there = tuple(e for e in exposures if any(same(x.address, address) for x in e.entries))
    direct = tuple(e for e in there if e.kind != "ingress") or there
    if not direct:
        return why_unclaimed(cluster, exposures, AddressAsked(address=address, port=None), node)
    return Found(
        subjects=tuple(dict.fromkeys(e.source for e in direct)),
        matched=ids(direct),
        others=others_of(cluster, exposures, None, direct),
        notes=_behind(exposures, direct),
    )


def _named_object(cluster: Cluster, exposures: Exposures, asked: AddressAsked) -> Found:
    """`web:80` may mean an object's port; a name with dots that nothing has is an answer, not a mistake."""
    try:
        subject = the_object(cluster, ObjectAsked(kind="", namespace=None, name=asked.address))
    except UnknownTarget:
        if "." not in asked.address:
            raise
        knock = Target(address=asked.address, port=asked.port or 0, protocol=asked.protocol or Protocol.TCP)
        return replace(why_unclaimed(cluster, exposures, asked, ""), knock=knock)
    return of_subject(cluster, exposures, subject, asked.port)


def _rivals(chosen: Exposures) -> tuple[str, ...]:
    return (f"{len(chosen)} ways in claim it: {', '.join(e.id for e in chosen)}",) if len(chosen) > 1 else ()


def _protocols(chosen: Exposures, asked: AddressAsked) -> tuple[str, ...]:
    """A port that is served over UDP alone refuses TCP (NP-23)."""
    spoken = {e.protocol for e in chosen}
    if asked.protocol is None and Protocol.TCP not in spoken:
        words = " and ".join(sorted(p.value for p in spoken))
        return (f"it is served over {words} only: a client that comes over TCP finds nobody",)
    return ()


def _behind(exposures: Exposures, chosen: Exposures) -> tuple[str, ...]:
    """An Ingress controller's own port serves rules; which one, only a URL tells."""
    through = {e.id for e in chosen}
    rules = [e for e in exposures if e.kind == "ingress" and any(x.via in through for x in e.entries)]
    if not rules:
        return ()
    first = rules[0]
    url = f"{'https' if first.tls else 'http'}://{first.host or 'HOST'}{first.path or '/'}"
    return (f"an Ingress controller answers here, for {len(rules)} rules: ask by URL for one of them, such as {url}",)
