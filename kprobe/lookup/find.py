"""From what was asked to the ways in that it means."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.addresses import find_address
from kprobe.lookup.asked import AddressAsked, Asked, IdAsked, NameAsked, ObjectAsked, UrlAsked
from kprobe.lookup.found import Found
from kprobe.lookup.identities import find_id
from kprobe.lookup.names import find_bare, find_name
from kprobe.lookup.objects import find_object
from kprobe.lookup.owners import nodes_at
from kprobe.lookup.urls import find_url
from kprobe.model.exposure import Exposure


def find(cluster: Cluster, exposures: tuple[Exposure, ...], asked: Asked) -> Found:
    """The objects and ways in that are meant; raises UnknownTarget for a name that is nothing or several things.

    An address or URL is never unknown: that nothing claims it is an answer.
    """
    if isinstance(asked, ObjectAsked):
        return (
            find_object(cluster, exposures, asked) if asked.kind or asked.port else find_bare(cluster, exposures, asked)
        )
    if isinstance(asked, IdAsked):
        return find_id(cluster, exposures, asked)
    if isinstance(asked, AddressAsked):
        return find_address(cluster, exposures, asked)
    if isinstance(asked, NameAsked):
        return find_name(cluster, exposures, asked)
    return find_url(cluster, exposures, asked)


def nodes_asked(cluster: Cluster, asked: Asked) -> frozenset[str]:
    """The nodes that are meant themselves: no sample of nodes may leave out what a person asks about."""
    if isinstance(asked, ObjectAsked):
        return frozenset({asked.name} & cluster.nodes.keys())
    if isinstance(asked, AddressAsked):
        return frozenset({nodes_at(cluster, asked.address)} - {""})
    if isinstance(asked, UrlAsked | NameAsked):
        return frozenset({nodes_at(cluster, asked.host)} - {""})
    return frozenset()
