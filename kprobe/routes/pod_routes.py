"""The route to a port that a pod takes on its node, by host port or host network."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.scheduling import waits_for_port
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, LinkState, Route
from kprobe.routes.node_link import node_link
from kprobe.routes.pod_links import pod_links, process_link
from kprobe.routes.predict import entry_route
from kprobe.routes.tracer import Known, Links


def trace_pods(cluster: Cluster, exposure: Exposure, _known: Known) -> Route:
    """An entry for each address of each pod's node; a workload without a placed pod has a link that says so."""
    entries = tuple(entry_route(e, pod_entry_links(cluster, exposure, e)) for e in exposure.entries)
    return Route(exposure=exposure.id, entries=entries, links=() if entries else (_unplaced(cluster, exposure),))


def pod_entry_links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    """One of them, from the node inwards."""
    yield node_link(cluster, entry)
    yield from pod_links(cluster, exposure, entry)
    yield process_link(entry.pod or exposure.source)


def _unplaced(cluster: Cluster, exposure: Exposure) -> Link:
    unplaced = cluster.claims.on("", exposure.port, exposure.protocol)
    waiting = [cluster.pods[claim.holder] for claim in unplaced if claim.workload == exposure.source]
    for_port = any(waits_for_port(cluster, pod) for pod in waiting)
    return Link(
        link="pod",
        subject=exposure.source,
        state=LinkState.BROKEN if waiting else LinkState.UNKNOWN,
        reason=exposure.pending,
        finding=("KP103" if for_port else "KP702") if waiting else "",
    )
