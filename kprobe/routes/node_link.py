"""The node that owns an address."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref, not_ready_reason, silent_node
from kprobe.model.exposure import Entry
from kprobe.model.route import Link, LinkState
from kprobe.model.snapshot import Resource
from kprobe.routes import symptoms

SLUG = "node"


def node_link(cluster: Cluster, entry: Entry) -> Link | None:
    """Whether the node is there; None where no node owns the address."""
    if entry.node is None:
        return None
    ref = node_ref(entry.node)
    node = cluster.nodes.get(entry.node)
    if node is None:
        known = cluster.knows(Resource.NODES)
        reason = "the node object is gone" if known else "nodes could not be read"
        return Link(link=SLUG, subject=ref, state=LinkState.UNKNOWN, reason=reason)
    reason = not_ready_reason(node)
    if not reason:
        cordoned = "; cordoned, which does not stop traffic" if node.spec.unschedulable else ""
        return Link(link=SLUG, subject=ref, state=LinkState.OK, reason=f"Ready{cordoned}")
    if silent_node(node):
        return Link(
            link=SLUG,
            subject=ref,
            state=LinkState.BROKEN,
            reason=f"{entry.node} has stopped reporting",
            evidence=(reason,),
            effect=symptoms.silent_node(
                entry.protocol, SLUG, f"{entry.node} has stopped reporting: it is down or cut off"
            ),
            finding="KP701",
        )
    # NotReady by the kubelet's own word: it lives and reports, and its traffic may well flow.
    return Link(link=SLUG, subject=ref, state=LinkState.UNKNOWN, reason=reason, finding="KP701")
