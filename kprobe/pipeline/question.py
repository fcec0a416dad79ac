"""Which part of a cluster a target of `kprobe why` is in, as far as its text and the first lists tell."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.asked import Asked, IdAsked, NameAsked, ObjectAsked, UrlAsked
from kprobe.lookup.kinds import CLUSTER_SCOPED
from kprobe.pipeline.bounds import Bounds, Part


def part_asked(asked: Asked) -> Part:
    """Where to look, given what was read first; None where it may be anywhere: an address, a node, a bare name."""

    def find(known: Cluster) -> Bounds | None:
        namespaces = _namespaces(asked, known)
        return Bounds(namespaces=frozenset(namespaces)) if namespaces else None

    return find


def _namespaces(asked: Asked, known: Cluster) -> set[str]:
    if isinstance(asked, ObjectAsked):
        if asked.kind in CLUSTER_SCOPED:
            return set()
        return {asked.namespace} if asked.namespace else _of_name(asked, known)
    if isinstance(asked, IdAsked):
        return {asked.id.split("/")[1]}
    if isinstance(asked, UrlAsked | NameAsked):
        return _of_host(asked.host, known)
    return set()


def _of_name(asked: ObjectAsked, known: Cluster) -> set[str]:
    """Namespaces that have a Service or Ingress of this name; that of the context, if it is among them, comes first."""
    names = {"Service": known.services.keys(), "Ingress": known.ingresses.keys()}.get(asked.kind, ())
    found = {namespace for namespace, name in names if name == asked.name}
    return {known.snapshot.namespace} & found or found


def _of_host(host: str, known: Cluster) -> set[str]:
    """Namespaces with a rule for the host, itself or by a wildcard; others that take every host come with it."""
    parent = f"*.{host.partition('.')[2]}"
    named = {
        ingress.metadata.namespace
        for ingress in known.snapshot.ingresses
        if any(rule.host in {host, parent} for rule in ingress.spec.rules or ())
    }
    anybody = {
        ingress.metadata.namespace
        for ingress in known.snapshot.ingresses
        if ingress.spec.default_backend or any(not rule.host for rule in ingress.spec.rules or ())
    }
    return named and named | anybody
