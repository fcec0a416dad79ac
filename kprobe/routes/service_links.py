"""The links behind a node's or a load balancer's address: from a Service's port to its endpoints."""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import port_of
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.route import LinkState, Prediction
from kprobe.routes import symptoms
from kprobe.routes.endpoints_link import endpoints_link, local_link
from kprobe.routes.pod_links import process_link
from kprobe.routes.tracer import Links


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
    yield process_link(exposure.workload or exposure.source)


def behind_balancer(cluster: Cluster, exposure: Exposure, entry: Entry | None) -> Links:
    """What stands behind a load balancer's address, or behind one that has no address yet."""
    service, port = service_of(cluster, exposure)
    of_entry = families(service, entry) if entry else ()

    def nobody(link: str, reason: str) -> Prediction:
        return symptoms.balancer_without_backend(exposure.protocol, link, reason)

    yield endpoints_link(exposure, cluster.endpoints_of(service, port, of_entry), nobody)
