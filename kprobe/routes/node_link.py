"""The node that owns an address."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.node_kinds import remarks
from kprobe.cluster.nodes import network_unavailable, node_ref, not_ready_reason, silent_node
from kprobe.model.exposure import Entry
from kprobe.model.objects.node import Node
from kprobe.model.route import Link, LinkState
from kprobe.model.snapshot import Resource
from kprobe.routes import symptoms

SLUG = "node"
# kind's nodes are containers: their ports reach the machine's own addresses by extraPortMappings alone (row NP-18).
KIND_NODE = "it is a node of kind: from beyond its machine only ports in extraPortMappings are reached"


def node_link(cluster: Cluster, entry: Entry) -> Link | None:
    """Whether the node is there; None where no node owns the address."""
    if entry.node is None:
        return None
    node = cluster.nodes.get(entry.node)
    if node is None:
        return _gone(cluster, entry, entry.node)
    ref = node_ref(entry.node)
    reason = not_ready_reason(node)
    notes = tuple(remarks(node))
    if not reason:
        unrouted = network_unavailable(node)
        said = "; ".join(("Ready", *notes)) if not unrouted else f"its network is not set up: {unrouted}"
        state = LinkState.UNKNOWN if unrouted else LinkState.OK
        return Link(link=SLUG, subject=ref, state=state, reason=said, evidence=tuple(_where(node)))
    if silent_node(node):
        return Link(
            link=SLUG,
            subject=ref,
            state=LinkState.BROKEN,
            reason="; ".join((f"{entry.node} has stopped reporting", *notes)),
            evidence=(reason,),
            effect=symptoms.silent_node(
                entry.protocol, SLUG, f"{entry.node} has stopped reporting: it is down or cut off"
            ),
            finding="KP701",
        )
    # NotReady by the kubelet's own word: it lives and reports, and its traffic may well flow.
    return Link(link=SLUG, subject=ref, state=LinkState.UNKNOWN, reason="; ".join((reason, *notes)), finding="KP701")


def _gone(cluster: Cluster, entry: Entry, name: str) -> Link:
    """A pod's status still has the address of a node that could not be read, or that was deleted (row HN-15)."""
    if not cluster.knows(Resource.NODES):
        return Link(link=SLUG, subject=node_ref(name), state=LinkState.UNKNOWN, reason="nodes could not be read")
    reason = f"the node object of {name} is gone: the machine was taken out of the cluster"
    return Link(
        link=SLUG,
        subject=node_ref(name),
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.node_gone(entry.protocol, SLUG, reason),
    )


def _where(node: Node) -> Iterator[str]:
    if node.spec.provider_id.startswith("kind://"):
        yield KIND_NODE
