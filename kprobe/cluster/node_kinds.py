"""Nodes that a client cannot tell apart: what is seen at a NodePort of one is seen at the same NodePort of the others.

Where no backend and no rival for the port is on it, nothing but what stands here makes one node answer otherwise than
another; the links of a NodePort's route read nothing else of a node (a test holds them to it).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.cluster.addresses import family, scope_of, widest
from kprobe.cluster.balancers import EXCLUDE_LABEL
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.kube_proxy import kube_proxy_trouble
from kprobe.cluster.nodes import network_unavailable, not_ready_reason, silent_node
from kprobe.model.exposure import Scope
from kprobe.model.objects.node import Node
from kprobe.model.snapshot import DataPlane

LEAVING_TAINTS = ("ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler")


class NodeKind(Struct, frozen=True, kw_only=True, gc=False):
    """What tells a node from others: its data plane, its health, its addresses, what is said of it."""

    plane: DataPlane
    proxy_runs: bool
    ready: bool
    silent: bool
    networked: bool
    scope: Scope
    families: tuple[str, ...]
    all_served: bool
    remarks: tuple[str, ...]


class Places(Struct, frozen=True, kw_only=True):
    """The nodes that serve NodePorts of a Service's families: their addresses there, and the nodes of each kind.

    `names` has the nodes in the cluster's order. `count` is the number of addresses, `scope` the widest of theirs.
    """

    addresses: dict[str, tuple[str, ...]]
    names: tuple[str, ...]
    kinds: dict[NodeKind, tuple[str, ...]]
    kind_of: dict[str, NodeKind]
    count: int
    scope: Scope


def places(cluster: Cluster, families: tuple[str, ...]) -> Places:
    """For Services of these IP families; empty: of any."""
    addresses = {
        name: kept
        for name, served in cluster.served_addresses.items()
        if (kept := tuple(a for a in served if not families or family(a) in families))
    }
    kind_of = {name: _kind(cluster, name, kept) for name, kept in addresses.items()}
    kinds: dict[NodeKind, list[str]] = {}
    for name, kind in kind_of.items():
        kinds.setdefault(kind, []).append(name)
    return Places(
        addresses=addresses,
        names=tuple(addresses),
        kinds={kind: tuple(names) for kind, names in kinds.items()},
        kind_of=kind_of,
        count=sum(map(len, addresses.values())),
        scope=widest(kind.scope for kind in kinds),
    )


def _kind(cluster: Cluster, name: str, addresses: tuple[str, ...]) -> NodeKind:
    node = cluster.nodes[name]
    return NodeKind(
        plane=cluster.data_plane(name),
        proxy_runs=not kube_proxy_trouble(cluster, name),
        ready=not not_ready_reason(node),
        silent=silent_node(node),
        networked=not network_unavailable(node),
        scope=widest(map(scope_of, addresses)),
        families=tuple(map(family, addresses)),
        all_served=len(cluster.all_addresses.get(name, ())) == len(addresses),
        remarks=tuple(remarks(node)),
    )


def remarks(node: Node) -> Iterator[str]:
    """What does not stop traffic at the node's own addresses, and is worth knowing all the same."""
    if node.metadata.deletion_timestamp is not None:
        yield "being deleted"
    if node.spec.unschedulable:
        yield "cordoned, which does not stop traffic"
    if any(t.key in LEAVING_TAINTS for t in node.spec.taints or ()):
        yield "about to be removed by the cluster autoscaler"
    if EXCLUDE_LABEL in (node.metadata.labels or {}):
        yield "left out of load balancers by its label, which does not stop traffic that aims at it"
