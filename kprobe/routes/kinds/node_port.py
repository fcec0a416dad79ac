"""To a Service's NodePort: node, service proxy, whoever else has the port, session affinity, endpoints, process."""

from __future__ import annotations

from itertools import chain

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.route import Link, LinkState, Route
from kprobe.routes.node_link import node_link
from kprobe.routes.port_owner import host_port_before
from kprobe.routes.predict import entry_route
from kprobe.routes.service_links import backends, behind_alike, behind_node, service_of
from kprobe.routes.service_proxy_link import service_proxy_link
from kprobe.routes.session_affinity_link import affinity_link
from kprobe.routes.tracer import Known, Links, Tracer


def trace(cluster: Cluster, exposure: Exposure, known: Known) -> Route:
    """An entry for each node address that the data plane serves."""
    service, port = service_of(cluster, exposure)
    homes = frozenset(backend.node for backend in cluster.endpoints_of(service, port).usable)
    behind: dict[tuple[object, ...], tuple[tuple[Link | None, ...], int]] = {}
    entries = []
    for entry in exposure.entries:
        key = behind_alike(cluster, service, entry)
        if key not in behind:
            behind[key] = tuple(behind_node(cluster, exposure, entry)), backends(cluster, exposure, entry)
        links, count = behind[key]
        before = _at_node(cluster, exposure, service, port, entry)
        entries.append(
            entry_route(entry, chain((known.node(entry),), before, links), local=entry.node in homes, backends=count)
        )
    alone = Link(link="node", subject=node_ref("any"), state=LinkState.UNKNOWN, reason=exposure.pending)
    return Route(exposure=exposure.id, entries=tuple(entries), links=() if entries else (alone,))


def _at_node(cluster: Cluster, exposure: Exposure, service: Service, port: ServicePort, entry: Entry) -> Links:
    yield service_proxy_link(cluster, service, entry)
    yield host_port_before(cluster, service, port, entry)
    yield affinity_link(exposure, service)


def _links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    yield node_link(cluster, entry)
    yield from _at_node(cluster, exposure, *service_of(cluster, exposure), entry)
    yield from behind_node(cluster, exposure, entry)


TRACER = Tracer(slug="node-port", trace=trace, links=_links)
