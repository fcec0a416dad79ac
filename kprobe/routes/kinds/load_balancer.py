"""To a Service's load balancer: its published address, whom it lets in, endpoints, process."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, Route
from kprobe.routes.balancer_links import family_link, load_balancer_link, pending_link, source_ranges_link, targets_link
from kprobe.routes.pod_links import process_link
from kprobe.routes.predict import entry_route
from kprobe.routes.service_links import backends, behind_balancer, service_of
from kprobe.routes.tracer import Known, Links, Tracer


def trace(cluster: Cluster, exposure: Exposure, _known: Known) -> Route:
    """An entry for each published address; without one, the reason why there is none, and what stands behind."""
    entries = tuple(
        entry_route(e, _links(cluster, exposure, e), backends=backends(cluster, exposure, e)) for e in exposure.entries
    )
    return Route(exposure=exposure.id, entries=entries, links=() if entries else tuple(_alone(cluster, exposure)))


def _links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    service, port = service_of(cluster, exposure)
    yield load_balancer_link(cluster, exposure, service, port, entry)
    yield source_ranges_link(exposure, service, entry)
    yield family_link(exposure, service, entry)
    yield targets_link(cluster, exposure, service, port)
    yield from behind_balancer(cluster, exposure, entry)
    yield process_link(exposure.workload or exposure.source)


def _alone(cluster: Cluster, exposure: Exposure) -> tuple[Link, ...]:
    behind = behind_balancer(cluster, exposure, None)
    return (pending_link(exposure), *(link for link in behind if link is not None))


TRACER = Tracer(slug="load-balancer", trace=trace, links=_links)
