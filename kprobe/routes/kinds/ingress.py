"""To an Ingress's host and path: its controller's own way in, then class, rule, backend, endpoints, process (IC-30).

What holds for the controller's Service or host port holds for the Ingress: with externalTrafficPolicy Local it answers
on the controller's own nodes only (row IN-42).
"""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, Route
from kprobe.routes.ingress_backend_link import backend_endpoints
from kprobe.routes.ingress_links import dns_link, rule_links, unknown_entry_link
from kprobe.routes.pod_links import process_link
from kprobe.routes.predict import entry_route
from kprobe.routes.tracer import Known, Tracer


def trace(cluster: Cluster, exposure: Exposure, known: Known) -> Route:
    """Each entry begins with the links of the controller's exposure that it leads through."""
    ingress = cluster.ingresses[exposure.source.namespace, exposure.source.name]
    shared = tuple(rule_links(cluster, exposure, ingress))
    last = process_link(exposure.workload or exposure.service or exposure.source)
    many = backend_endpoints(cluster, exposure)
    entries = tuple(
        entry_route(e, (*_way_links(cluster, exposure, e, known), *shared, last), backends=many)
        for e in exposure.entries
    )
    return Route(exposure=exposure.id, entries=entries, links=() if entries else shared)


def _way_links(cluster: Cluster, exposure: Exposure, entry: Entry, known: Known) -> tuple[Link, ...]:
    if entry.address == entry.host:
        return (dns_link(exposure, entry),)
    links = known.links(entry)
    if links is None:
        return (unknown_entry_link(cluster, exposure, entry),)
    return tuple(link for link in links if link.link != "process")


TRACER = Tracer(slug="ingress", trace=trace)
