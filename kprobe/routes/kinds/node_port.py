"""To a Service's NodePort: node, service proxy, whoever else has the port, session affinity, endpoints, process."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, LinkState, Route
from kprobe.routes.node_link import node_link
from kprobe.routes.port_owner import host_port_before
from kprobe.routes.predict import entry_route
from kprobe.routes.service_links import backends, behind_node, service_of
from kprobe.routes.service_proxy_link import service_proxy_link
from kprobe.routes.session_affinity_link import affinity_link
from kprobe.routes.tracer import Known, Links, Tracer


def trace(cluster: Cluster, exposure: Exposure, _known: Known) -> Route:
    """An entry for each node address that the data plane serves."""
    service, port = service_of(cluster, exposure)
    homes = frozenset(backend.node for backend in cluster.endpoints_of(service, port).usable)
    entries = tuple(
        entry_route(e, _links(cluster, exposure, e), local=e.node in homes, backends=backends(cluster, exposure, e))
        for e in exposure.entries
    )
    alone = Link(link="node", subject=node_ref("any"), state=LinkState.UNKNOWN, reason=exposure.pending)
    return Route(exposure=exposure.id, entries=entries, links=() if entries else (alone,))


def _links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    service, port = service_of(cluster, exposure)
    yield node_link(cluster, entry)
    yield service_proxy_link(cluster, service, entry)
    yield host_port_before(cluster, service, port, entry)
    yield affinity_link(exposure, service)
    yield from behind_node(cluster, exposure, entry)


TRACER = Tracer(slug="node-port", trace=trace, links=_links)
