"""From NodePorts and their routes to pools."""

from __future__ import annotations

import ipaddress
from collections import Counter

from kprobe.cluster.balancers import source_ranges
from kprobe.cluster.service_ports import service_ref
from kprobe.errors import UsageError
from kprobe.export.exporter import Chosen, Listen, Mode, Wishes
from kprobe.export.pools.health_port import health_port
from kprobe.export.pools.nodes import chosen_nodes
from kprobe.export.pools.pool import Pool
from kprobe.export.text import identifier
from kprobe.exposures.schemes import application_of, scheme_of
from kprobe.model.exposure import Exposure, Protocol
from kprobe.model.objects.service import Service
from kprobe.routes.service_links import service_of


def pools(chosen: Chosen, wishes: Wishes) -> tuple[Pool, ...]:
    """One for each NodePort, by namespace, Service, port and protocol; raises UsageError where two want one port."""
    found = tuple(_pool(chosen, exposure, wishes) for exposure in sorted(chosen.exposures, key=_order))
    if wishes.listen is Listen.SERVICE:
        _apart(found)
    return found


def _order(exposure: Exposure) -> tuple[str, str, int, str]:
    return exposure.source.namespace, exposure.source.name, exposure.service_port or 0, exposure.protocol.value


def _pool(chosen: Chosen, exposure: Exposure, wishes: Wishes) -> Pool:
    service, port = service_of(chosen.cluster, exposure)
    route = chosen.routes[exposure.id]
    servers, absent = chosen_nodes(chosen.cluster, service, route.entries, wishes)
    scheme = scheme_of(port)
    asked, doubt = health_port(chosen.cluster, service, (s.node for s in servers))
    tail = "" if exposure.protocol is Protocol.TCP else f"_{exposure.protocol.value.lower()}"
    wanted = scheme == "http" if wishes.mode is None else wishes.mode is Mode.HTTP
    return Pool(
        name=identifier(f"{exposure.source.namespace}_{exposure.source.name}_{port.port}{tail}"),
        exposure=exposure,
        port_name=port.name,
        http=wanted and scheme != "https" and exposure.protocol is Protocol.TCP,
        tls=scheme == "https",
        application=application_of(port),
        local=service.spec.external_traffic_policy == "Local",
        servers=servers,
        absent=absent,
        health_port=asked,
        health_doubt=doubt,
        admits=_admitted(service),
        sticky=service.spec.session_affinity == "ClientIP",
    )


def _admitted(service: Service) -> tuple[str, ...]:
    """What a load balancer of the Service would let in (spec.loadBalancerSourceRanges; rows LB-14 to LB-17).

    A NodePort is not filtered by them (KP404): what stands before it has to do so.
    """
    if service.spec.type != "LoadBalancer":
        return ()
    ranges = (*source_ranges(service, "IPv4"), *source_ranges(service, "IPv6"))
    try:
        return tuple(str(ipaddress.ip_network(text, strict=False)) for text in ranges)
    except ValueError as error:  # of a manifest that no API server has seen: nobody shall be let in by mistake
        raise UsageError(f"loadBalancerSourceRanges of {service_ref(service)} cannot be read: {error}") from None


def _apart(found: tuple[Pool, ...]) -> None:
    counts = Counter((p.exposure.service_port, p.protocol) for p in found)
    for (port, protocol), count in sorted(counts.items(), key=str):
        if count > 1:
            names = [str(p.exposure.source) for p in found if (p.exposure.service_port, p.protocol) == (port, protocol)]
            raise UsageError(
                f"{len(names)} of these want to listen on {port}/{protocol}: {', '.join(names[:4])}",
                hint="--listen node-port gives each its NodePort, --listen none leaves frontends to you.",
            )
