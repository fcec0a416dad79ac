"""A Service's name and its ports."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import family
from kprobe.model.exposure import Protocol
from kprobe.model.objects.ingress import ServiceBackendPort
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref

_PROTOCOLS = frozenset(p.value for p in Protocol)


# As an Ingress backend's port name: the AWS Load Balancer Controller reads what stands behind it from an annotation.
USE_ANNOTATION = "use-annotation"


def service_ref(service: Service) -> Ref:
    """A Service's name as a reference."""
    return Ref(kind="Service", namespace=service.metadata.namespace, name=service.metadata.name)


def has_balancer_address(service: Service) -> bool:
    """Whether a load balancer gave it an IP or a name (status.loadBalancer)."""
    return any(item.ip or item.hostname for item in service.status.load_balancer.ingress or ())


def ports_of(service: Service) -> Iterator[ServicePort]:
    """Each port once; one of a protocol that Kubernetes does not know (a manifest by hand) cannot be served."""
    seen: set[tuple[int, str]] = set()
    for port in service.spec.ports or ():
        if port.protocol in _PROTOCOLS and (port.port, port.protocol) not in seen:
            seen.add((port.port, port.protocol))
            yield port


def family_served(service: Service, address: str) -> bool:
    """Whether the Service has the address's IP family (spec.ipFamilies, row NP-29); a name is taken to have it."""
    return not service.spec.ip_families or family(address) in {"", *service.spec.ip_families}


def port_of(service: Service, number: int, protocol: str) -> ServicePort | None:
    """By number and protocol."""
    return next((p for p in service.spec.ports or () if p.port == number and p.protocol == protocol), None)


def backend_port_of(service: Service, wanted: ServiceBackendPort, protocol: str = "") -> ServicePort | None:
    """The port that an Ingress backend means: by name where it gives one, else by number (IngressServiceBackend).

    One of TCP before others of the number; `protocol` leaves no other.
    """
    fitting = [
        port
        for port in service.spec.ports or ()
        if ((port.name == wanted.name) if wanted.name else (port.port == wanted.number))
        and protocol in {"", port.protocol}
    ]
    return min(fitting, key=lambda port: port.protocol != "TCP", default=None)
