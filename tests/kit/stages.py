"""Runs the first stages on a cluster of the builders, and changes one field of what the builders make."""

from __future__ import annotations

from typing import TypeVar

from msgspec import structs
from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.route import EntryRoute, Link, Prediction, Route
from kprobe.routes.trace import trace

Spoken = TypeVar("Spoken", Pod, Service, Ingress, Node)
Named = TypeVar("Named", Pod, Service, Ingress, IngressClass, Node)


def with_spec(item: Spoken, **changes: object) -> Spoken:
    """`item` with other fields in its spec."""
    return structs.replace(item, spec=structs.replace(item.spec, **changes))


def with_status(item: Spoken, **changes: object) -> Spoken:
    """`item` with other fields in its status."""
    return structs.replace(item, status=structs.replace(item.status, **changes))


def with_meta(item: Named, **changes: object) -> Named:
    """`item` with other fields in its metadata."""
    return structs.replace(item, metadata=structs.replace(item.metadata, **changes))


def with_proxy(cluster: Cluster, **changes: object) -> Cluster:
    """`cluster` with another service proxy."""
    proxy = replace(cluster.snapshot.service_proxy, **changes)
    return Cluster(replace(cluster.snapshot, service_proxy=proxy))


def exposures(cluster: Cluster) -> dict[str, Exposure]:
    """Every exposure by id."""
    return {e.id: e for e in classify(cluster)}


def aims(exposure: Exposure) -> list[str]:
    """What a client aims at: `192.0.2.11:30080`, in the order of the entries."""
    return [aim(e) for e in exposure.entries]


def aim(entry: Entry) -> str:
    """One of them."""
    return f"[{entry.address}]:{entry.port}" if ":" in entry.address else f"{entry.address}:{entry.port}"


def routes(cluster: Cluster) -> dict[str, Route]:
    """Every route by its exposure's id."""
    return trace(cluster, classify(cluster))


def entry_of(route: Route, node: str) -> EntryRoute:
    """The route's only entry on a node."""
    (found,) = [e for e in route.entries if e.entry.node == node]
    return found


def predicted(way: EntryRoute) -> Prediction:
    """What is predicted at an entry; there must be something."""
    assert way.prediction is not None
    return way.prediction


def link_of(way: EntryRoute, slug: str) -> Link:
    """The only link of this slug."""
    (found,) = [link for link in way.links if link.link == slug]
    return found
