"""Services that something exposes, with the state of their ports."""

from __future__ import annotations

from msgspec import Struct

from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import Endpoints, EndpointState
from kprobe.cluster.ingresses import acme_solver
from kprobe.model.exposure import Exposure
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref


class ExposedPort(Struct, frozen=True, kw_only=True):
    """One port of a Service that is exposed, who stands behind it, and the ways in through it."""

    port: ServicePort
    endpoints: Endpoints
    exposures: tuple[Exposure, ...]


class ExposedService(Struct, frozen=True, kw_only=True):
    """A Service with those of its ports that were asked for."""

    ref: Ref
    service: Service
    ports: tuple[ExposedPort, ...]

    @property
    def exposures(self) -> tuple[Exposure, ...]:
        """Ways in through any of the ports."""
        return tuple(e for p in self.ports for e in p.exposures)


Exposed = dict[EndpointState, tuple[ExposedService, ...]]


def exposed_services(cluster: Cluster, exposures: Exposures, state: EndpointState) -> tuple[ExposedService, ...]:
    """Exposed Services with a port in this state, with the ports that are in it.

    An ExternalName has no endpoints by nature, and what cert-manager makes for a challenge comes and goes.
    """
    return exposures.shared((exposed_services, cluster), lambda: _by_state(cluster, exposures)).get(state, ())


def _by_state(cluster: Cluster, exposures: Exposures) -> Exposed:
    found: dict[EndpointState, list[ExposedService]] = {}
    for ref in exposures.services:
        service = cluster.services.get((ref.namespace, ref.name))
        if service is None or service.spec.type == "ExternalName" or acme_solver(service.metadata):
            continue
        ports: dict[EndpointState, list[ExposedPort]] = {}
        for port in service.spec.ports or ():
            if ways := exposures.of_service_port(ref, port.port, port.protocol):
                endpoints = cluster.endpoints_of(service, port)
                ports.setdefault(endpoints.state, []).append(
                    ExposedPort(port=port, endpoints=endpoints, exposures=ways)
                )
        for state, those in ports.items():
            found.setdefault(state, []).append(ExposedService(ref=ref, service=service, ports=tuple(those)))
    return {state: tuple(those) for state, those in found.items()}


def ports_text(exposed: ExposedService) -> str:
    """`port 80 (http) and 443 (https)`."""
    names = [f"{p.port.port}/{p.port.protocol}" + (f" ({p.port.name})" if p.port.name else "") for p in exposed.ports]
    return f"port{'s' if len(names) > 1 else ''} {', '.join(names)}"
