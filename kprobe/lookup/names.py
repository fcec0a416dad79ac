"""From a name alone: an Ingress rule's host, a load balancer's, a node's, or an object's."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.addresses import find_address, names_a_place
from kprobe.lookup.asked import AddressAsked, NameAsked, ObjectAsked, UrlAsked
from kprobe.lookup.found import Found, UnknownTarget, ids
from kprobe.lookup.objects import find_object, others_of
from kprobe.lookup.rules import HostFit, of_host
from kprobe.lookup.urls import find_url, refs
from kprobe.model.exposure import Exposure

Exposures = tuple[Exposure, ...]


def find_name(cluster: Cluster, exposures: Exposures, asked: NameAsked) -> Found:
    """All rules of a host; else a node or load balancer, an object with dots in its name; else nothing has it."""
    found = _host(cluster, exposures, asked.host)
    if found is not None:
        return found
    if asked.host in cluster.nodes or names_a_place(cluster, exposures, asked.host):
        return find_address(cluster, exposures, AddressAsked(address=asked.host, port=None))
    try:
        return find_object(cluster, exposures, ObjectAsked(kind="", namespace=asked.namespace, name=asked.host))
    except UnknownTarget as unknown:
        if unknown.candidates and any(c.rpartition("/")[2] == asked.host for c in unknown.candidates):
            raise
    return find_url(cluster, exposures, UrlAsked(scheme="", host=asked.host, port=None, path="/"))


def find_bare(cluster: Cluster, exposures: Exposures, asked: ObjectAsked) -> Found:
    """A word without dots, perhaps with a namespace: an object that alone has this name, else a rule's host."""
    try:
        return find_object(cluster, exposures, asked)
    except UnknownTarget as unknown:
        host = _host(cluster, exposures, asked.name) if asked.namespace is None else None
        if host is None or any(c.rpartition("/")[2] == asked.name for c in unknown.candidates):
            raise
        return host


def _host(cluster: Cluster, exposures: Exposures, host: str) -> Found | None:
    rules = of_host(cluster, exposures, host)
    own = tuple(r for r in rules if r.fit is HostFit.EXACT) or tuple(r for r in rules if r.fit is HostFit.WILDCARD)
    if not own:
        return None
    chosen = tuple(r.exposure for r in own)
    secure = any(e.tls for e in chosen)
    url = UrlAsked(scheme="https" if secure else "http", host=host, port=None, path=chosen[0].path or "/")
    asked = find_url(cluster, exposures, url)
    return replace(
        asked,
        subjects=refs(chosen),
        matched=ids(chosen),
        others=others_of(cluster, exposures, None, chosen),
        notes=(f"{host} has {len(own)} rules",) if len(own) > 1 else asked.notes,
        knock=asked.knock if not host.startswith("*") else None,
        reason="",
        known=True,
        node="",
    )
