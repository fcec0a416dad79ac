"""To a Service's external IP: whoever delivers it, service proxy, endpoints, process."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, LinkState, Route
from kprobe.routes.balancer_links import delivery_link, family_link
from kprobe.routes.node_link import node_link
from kprobe.routes.predict import entry_route
from kprobe.routes.service_links import backends, behind_node, service_of
from kprobe.routes.service_proxy_link import service_proxy_link
from kprobe.routes.tracer import Known, Links, Tracer


def trace(cluster: Cluster, exposure: Exposure, _known: Known) -> Route:
    """An entry for each of spec.externalIPs."""
    entries = tuple(
        entry_route(e, _links(cluster, exposure, e), backends=backends(cluster, exposure, e)) for e in exposure.entries
    )
    alone = Link(link="node", subject=node_ref("any"), state=LinkState.UNKNOWN, reason=exposure.pending)
    return Route(exposure=exposure.id, entries=entries, links=() if entries else (alone,))


def _links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    service, _ = service_of(cluster, exposure)
    yield node_link(cluster, entry)
    yield family_link(exposure, service, entry)
    yield delivery_link(cluster, exposure, entry)
    if entry.node is not None:
        yield service_proxy_link(cluster, service, entry)
    yield from behind_node(cluster, exposure, entry)


TRACER = Tracer(slug="external-ip", trace=trace, links=_links)
