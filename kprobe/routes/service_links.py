"""The links behind a node's or a load balancer's address: from a Service's port to its endpoints."""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.cluster.balancers import Balancer, published
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import port_of
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.routes import symptoms
from kprobe.routes.endpoints_link import endpoints_link, local_link
from kprobe.routes.pod_links import process_link
from kprobe.routes.tracer import Links

AFFINITY = "session-affinity"


def service_of(cluster: Cluster, exposure: Exposure) -> tuple[Service, ServicePort]:
    """The Service and the port that an exposure was made from."""
    service = cluster.services[exposure.source.namespace, exposure.source.name]
    port = port_of(service, exposure.service_port or 0, exposure.protocol)
    assert port is not None  # noqa: S101  # the exposure was made from this very port
    return service, port


def families(service: Service, entry: Entry) -> tuple[str, ...]:
    """Slices are per family; a name may be either, and a single-family Service has no others."""
    one = family(entry.address)
    return (one,) if one and len(service.spec.ip_families or ()) > 1 else ()


def backends(cluster: Cluster, exposure: Exposure, entry: Entry) -> int:
    """How many usable endpoints one connection to `entry` may meet, at least 1."""
    service, port = service_of(cluster, exposure)
    endpoints = cluster.endpoints_of(service, port, families(service, entry))
    local = service.spec.external_traffic_policy == "Local" and entry.node is not None
    return max(1, len(endpoints.on(entry.node or "") if local else endpoints.usable))


def affinity_link(exposure: Exposure, service: Service, endpoints: int) -> Link | None:
    """Session affinity: each client meets one endpoint for hours, another client another (rows S-13, NP-26)."""
    if service.spec.session_affinity != "ClientIP" or endpoints < 2:
        return None
    reason = "sessionAffinity ClientIP binds a client to one endpoint, so that another client may see another"
    return Link(link=AFFINITY, subject=exposure.source, state=LinkState.OK, reason=reason)


def behind_alike(cluster: Cluster, service: Service, entry: Entry) -> tuple[object, ...]:
    """What `behind_node` and `backends` look at in an entry, so that they need be asked once for equal ones."""
    local = service.spec.external_traffic_policy == "Local"
    return families(service, entry), cluster.data_plane(entry.node or ""), entry.node if local else None


def behind_node(cluster: Cluster, exposure: Exposure, entry: Entry) -> Links:
    """What stands behind an address that a node's service proxy serves."""
    service, port = service_of(cluster, exposure)
    plane = cluster.data_plane(entry.node or "")
    endpoints = cluster.endpoints_of(service, port, families(service, entry))

    def rejected(link: str, reason: str) -> Prediction:
        return symptoms.no_endpoint(plane, entry.protocol, link, reason, drops=cluster.snapshot.service_proxy.drops)

    def dropped(link: str, reason: str) -> Prediction:
        drops = cluster.snapshot.service_proxy.drops
        return symptoms.no_local_endpoint(plane, entry.protocol, link, reason, drops=drops)

    everywhere = endpoints_link(exposure, endpoints, rejected)
    local = service.spec.external_traffic_policy == "Local" and entry.node is not None
    if local and everywhere.state is LinkState.OK:
        yield local_link(exposure, endpoints, entry.node or "", dropped)
    else:
        yield everywhere
    yield affinity_link(exposure, service, backends(cluster, exposure, entry))
    yield process_link(exposure.workload or exposure.source)


def behind_balancer(cluster: Cluster, exposure: Exposure, entry: Entry | None) -> Links:
    """What stands behind a load balancer's address, or behind one that has no address yet.

    With policy Local the nodes are not told apart: which one announces or gets a packet is not in the API (LB-20).
    Whether the load balancer answers by itself (ipMode Proxy, KEP-1860) is known of few.
    """
    service, port = service_of(cluster, exposure)
    of_entry = families(service, entry) if entry else ()

    implementation = cluster.balancers.of(service)
    item = published(service, entry.address) if entry else None
    passes_on = implementation is not Balancer.UNKNOWN and (item is None or item.ip_mode != "Proxy")

    def nobody(link: str, reason: str) -> Prediction:
        if passes_on:
            announced = implementation is not Balancer.METALLB
            return symptoms.passed_on_without_backend(exposure.protocol, link, reason, announced=announced)
        return symptoms.balancer_without_backend(exposure.protocol, link, reason)

    endpoints = cluster.endpoints_of(service, port, of_entry)
    yield endpoints_link(exposure, endpoints, nobody)
    yield affinity_link(exposure, service, len(endpoints.usable))
