"""The entries that a Service's port gives: on nodes, load balancers and external IPs."""

from __future__ import annotations

from collections.abc import Mapping

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import family_served
from kprobe.exposures.schemes import application_of, scheme_of
from kprobe.model.exposure import Entry, Protocol
from kprobe.model.objects.service import Service, ServicePort


def proxied(service: Service) -> bool:
    """Whether service proxies serve it at all: neither headless nor ExternalName (pkg/proxy/util ShouldSkipService)."""
    return service.spec.cluster_ip != "None" and service.spec.type != "ExternalName"


def has_node_port(service: Service, port: ServicePort) -> bool:
    """Whether service proxies serve this port on nodes."""
    return bool(port.node_port) and proxied(service) and service.spec.type in {"NodePort", "LoadBalancer"}


def node_port_entries(
    service: Service, port: ServicePort, addresses: Mapping[str, tuple[str, ...]]
) -> tuple[Entry, ...]:
    """Of `addresses` by node those of the Service's families; none where the port has no NodePort."""
    if not has_node_port(service, port):
        return ()
    scheme, application, protocol = scheme_of(port), application_of(port), Protocol(port.protocol)
    return tuple(
        Entry(
            address=address,
            port=port.node_port,
            protocol=protocol,
            node=node,
            scheme=scheme,
            application=application,
        )
        for node, served in addresses.items()
        for address in served
        if family_served(service, address)
    )


def load_balancer_entries(service: Service, port: ServicePort) -> tuple[Entry, ...]:
    """What status.loadBalancer publishes: IPs and host names, each once, with the Service's port (row LB-11)."""
    if service.spec.type != "LoadBalancer":
        return ()
    published = (a for item in service.status.load_balancer.ingress or () for a in (item.ip, item.hostname) if a)
    return tuple(
        Entry(
            address=address,
            port=port.port,
            protocol=Protocol(port.protocol),
            scheme=scheme_of(port),
            application=application_of(port),
        )
        for address in dict.fromkeys(published)
    )


def external_ip_entries(cluster: Cluster, service: Service, port: ServicePort) -> tuple[Entry, ...]:
    """spec.externalIPs, each with the Service's port."""
    if not proxied(service):
        return ()
    return tuple(
        Entry(
            address=address,
            port=port.port,
            protocol=Protocol(port.protocol),
            node=cluster.node_by_address.get(address),
            scheme=scheme_of(port),
            application=application_of(port),
        )
        for address in service.spec.external_ips or ()
    )
