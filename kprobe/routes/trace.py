"""Follows every exposure from outside to the process that should answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.cluster.service_ports import port_of
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref
from kprobe.model.route import EntryRoute, Link, LinkState, Prediction, Route
from kprobe.routes import symptoms
from kprobe.routes.balancer_links import delivery_link, load_balancer_link, pending_link, source_ranges_link
from kprobe.routes.endpoints_link import endpoints_link, local_link
from kprobe.routes.ingress_links import dns_link, rule_links, unknown_entry_link
from kprobe.routes.node_link import node_link
from kprobe.routes.pod_links import pod_links, process_link
from kprobe.routes.predict import entry_route
from kprobe.routes.service_proxy_link import service_proxy_link

Links = Iterator[Link | None]


def trace(cluster: Cluster, exposures: Iterable[Exposure]) -> dict[str, Route]:
    """A route for each exposure, by id. Ingresses come last: their routes begin with those of their controller."""
    routes: dict[str, Route] = {}
    ingresses: list[Exposure] = []
    for exposure in exposures:
        if exposure.kind == "ingress":
            ingresses.append(exposure)
        else:
            routes[exposure.id] = _route(cluster, exposure, _LINKS[exposure.kind])
    objects = {(i.metadata.namespace, i.metadata.name): i for i in cluster.snapshot.ingresses}
    for exposure in ingresses:
        ingress = objects[exposure.source.namespace, exposure.source.name]
        routes[exposure.id] = _ingress_route(cluster, exposure, ingress, routes)
    return routes


def _route(cluster: Cluster, exposure: Exposure, links: Callable[[Cluster, Exposure, Entry], Links]) -> Route:
    homes = _homes(cluster, exposure)
    entries = tuple(
        entry_route(e, links(cluster, exposure, e), local=None if homes is None else e.node in homes)
        for e in exposure.entries
    )
    alone = tuple(_without_entry(cluster, exposure)) if not entries else ()
    return Route(exposure=exposure.id, entries=entries, links=alone)


def _homes(cluster: Cluster, exposure: Exposure) -> frozenset[str] | None:
    """The nodes that a NodePort's backends run on."""
    if exposure.kind != "node-port":
        return None
    service, port = _service(cluster, exposure)
    return frozenset(backend.node for backend in cluster.endpoints_of(service, port).usable)


def _host(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    yield node_link(cluster, entry)
    yield from pod_links(cluster, exposure, entry)
    yield process_link(entry.pod or exposure.source)


def _node_port(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    service, port = _service(cluster, exposure)
    yield node_link(cluster, entry)
    yield service_proxy_link(cluster, service, entry)
    yield from _behind_node(cluster, exposure, entry, service, port)


def _load_balancer(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    service, port = _service(cluster, exposure)
    yield load_balancer_link(exposure, entry)
    yield source_ranges_link(exposure, service, entry)

    def nobody(link: str, reason: str) -> Prediction:
        return symptoms.balancer_without_backend(entry.protocol, link, reason)

    yield endpoints_link(exposure, cluster.endpoints_of(service, port, _families(service, entry)), nobody)
    yield process_link(exposure.workload or exposure.source)


def _external_ip(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    service, port = _service(cluster, exposure)
    yield node_link(cluster, entry)
    yield delivery_link(cluster, exposure, entry)
    if entry.node is not None:
        yield service_proxy_link(cluster, service, entry)
    yield from _behind_node(cluster, exposure, entry, service, port)


def _behind_node(cluster: Cluster, exposure: Exposure, entry: Entry, service: Service, port: ServicePort) -> Links:
    plane = cluster.data_plane(entry.node or "")
    endpoints = cluster.endpoints_of(service, port, _families(service, entry))

    def rejected(link: str, reason: str) -> Prediction:
        return symptoms.no_endpoint(plane, entry.protocol, link, reason)

    def dropped(link: str, reason: str) -> Prediction:
        return symptoms.no_local_endpoint(plane, entry.protocol, link, reason)

    everywhere = endpoints_link(exposure, endpoints, rejected)
    local = service.spec.external_traffic_policy == "Local" and entry.node is not None
    if local and everywhere.state is LinkState.OK:
        yield local_link(exposure, endpoints, entry.node or "", dropped)
    else:
        yield everywhere
    yield process_link(exposure.workload or exposure.source)


def _families(service: Service, entry: Entry) -> tuple[str, ...]:
    # Slices are per family; a name may be either, and a single-family Service has no others.
    one = family(entry.address)
    return (one,) if one and len(service.spec.ip_families or ()) > 1 else ()


def _service(cluster: Cluster, exposure: Exposure) -> tuple[Service, ServicePort]:
    service = cluster.services[exposure.source.namespace, exposure.source.name]
    port = port_of(service, exposure.service_port or 0, exposure.protocol)
    assert port is not None  # noqa: S101  # the exposure was made from this very port
    return service, port


def _without_entry(cluster: Cluster, exposure: Exposure) -> Iterator[Link]:
    if exposure.kind == "load-balancer":
        yield pending_link(exposure)
        service, port = _service(cluster, exposure)

        def nobody(link: str, reason: str) -> Prediction:
            return symptoms.balancer_without_backend(exposure.protocol, link, reason)

        yield endpoints_link(exposure, cluster.endpoints_of(service, port), nobody)
    elif exposure.kind in {"host-port", "host-network"}:
        unplaced = cluster.claims.on("", exposure.port, exposure.protocol)
        waits = any(claim.workload == exposure.source for claim in unplaced)
        yield Link(
            link="pod",
            subject=exposure.source,
            state=LinkState.BROKEN if waits else LinkState.UNKNOWN,
            reason=exposure.pending,
            finding="KP103" if waits else "",
        )
    else:
        yield Link(link="node", subject=node_ref("any"), state=LinkState.UNKNOWN, reason=exposure.pending)


def _ingress_route(cluster: Cluster, exposure: Exposure, ingress: Ingress, routes: Mapping[str, Route]) -> Route:
    shared = tuple(rule_links(cluster, exposure, ingress))
    entries = tuple(
        entry_route(
            e, (*_way_links(exposure, e, routes), *shared, process_link(exposure.workload or _backend(exposure)))
        )
        for e in exposure.entries
    )
    return Route(exposure=exposure.id, entries=entries, links=() if entries else shared)


def _backend(exposure: Exposure) -> Ref:
    return exposure.service or exposure.source


def _way_links(exposure: Exposure, entry: Entry, routes: Mapping[str, Route]) -> tuple[Link, ...]:
    if entry.address == entry.host:
        return (dns_link(exposure, entry),)
    way = _way(entry, routes)
    if way is None:
        return (unknown_entry_link(exposure, entry),)
    return tuple(link for link in way.links if link.link != "process")


def _way(entry: Entry, routes: Mapping[str, Route]) -> EntryRoute | None:
    route = routes.get(entry.via or "")
    for candidate in route.entries if route else ():
        if candidate.entry.address == entry.address and candidate.entry.port == entry.port:
            return candidate
    return None


_LINKS: dict[str, Callable[[Cluster, Exposure, Entry], Links]] = {
    "host-network": _host,
    "host-port": _host,
    "node-port": _node_port,
    "load-balancer": _load_balancer,
    "external-ip": _external_ip,
}
