"""The load balancer or network in front of the nodes."""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.cluster.balancers import excluded, port_status, published, source_ranges
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import family_served
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.finding import Confidence
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.route import Link, LinkState
from kprobe.routes import symptoms
from kprobe.routes.balancer_notes import balancer_notes

BALANCER, SOURCES, DELIVERY, FAMILY, TARGETS = "load-balancer", "source-ranges", "delivery", "ip-family", "targets"


def load_balancer_link(cluster: Cluster, exposure: Exposure, service: Service, port: ServicePort, entry: Entry) -> Link:
    """The published address; what stands behind it is not in the API, but for what its controller says of the port."""
    item = published(service, entry.address)
    status = port_status(item, port)
    if status is not None and status.error:
        reason = f"its controller says of port {port.port}/{port.protocol}: {status.error}"
        return Link(
            link=BALANCER,
            subject=exposure.source,
            state=LinkState.BROKEN,
            reason=reason,
            effect=symptoms.perhaps_unserved(entry.protocol, BALANCER, reason),
            finding="KP403",
        )
    mode = (
        f" (ipMode {item.ip_mode})" if item is not None and item.ip_mode == "Proxy" and entry.address == item.ip else ""
    )
    return Link(
        link=BALANCER,
        subject=exposure.source,
        state=LinkState.OK,
        reason=f"{entry.address}{mode} is published in its status",
        evidence=tuple(balancer_notes(cluster, service)),
    )


def family_link(exposure: Exposure, service: Service, entry: Entry) -> Link | None:
    """An address of an IP family that the Service lacks: service proxies pass it over (NP-10)."""
    if family_served(service, entry.address):
        return None
    one = family(entry.address)
    reason = f"the Service has no {one} (ipFamilies: {', '.join(service.spec.ip_families or ())})"
    if exposure.kind == "external-ip" and entry.node is not None:  # the node's own address: nothing stands in front
        reason = f"{reason}, so that {entry.node} does not serve external IP {entry.address}"
        effect = symptoms.refused(entry.protocol, FAMILY, reason, Confidence.LIKELY)
        return Link(link=FAMILY, subject=exposure.source, state=LinkState.BROKEN, reason=reason, effect=effect)
    return Link(
        link=FAMILY,
        subject=exposure.source,
        state=LinkState.UNKNOWN,
        reason=f"{reason}: no node serves this address, something in front may translate",
        effect=symptoms.perhaps_unserved(entry.protocol, FAMILY, reason, by_intent=True),
    )


def targets_link(cluster: Cluster, exposure: Exposure, service: Service, port: ServicePort) -> Link | None:
    """Policy Local and every endpoint on a node that load balancers leave out (rows LB-4, LB-20, LB-28)."""
    if service.spec.external_traffic_policy != "Local" or not cluster.nodes:
        return None
    homes = sorted({b.node for b in cluster.endpoints_of(service, port).usable})
    reasons = {n: excluded(cluster.nodes[n]) for n in homes if n in cluster.nodes}
    if not homes or len(reasons) < len(homes) or not all(reasons.values()):
        return None
    reason = "externalTrafficPolicy Local, and load balancers leave out every node with an endpoint"
    return Link(
        link=TARGETS,
        subject=exposure.source,
        state=LinkState.UNKNOWN,
        reason=reason,
        evidence=tuple(f"{node}: {why}" for node, why in list(reasons.items())[:3]),
        effect=symptoms.perhaps_unserved(exposure.protocol, TARGETS, reason),
    )


def pending_link(exposure: Exposure) -> Link:
    """No address was ever published, so there is nothing to aim at."""
    return Link(
        link=BALANCER,
        subject=exposure.source,
        state=LinkState.BROKEN,
        reason=exposure.pending,
        finding="KP401",
    )


def source_ranges_link(exposure: Exposure, service: Service, entry: Entry) -> Link | None:
    """Source ranges of the address's family; none, or any /0, lets everybody in (rows LB-14 to LB-17)."""
    mine = source_ranges(service, family(entry.address) or "IPv4")
    if not mine:
        return None
    reason = f"only clients in {', '.join(mine)} are let in"
    return Link(
        link=SOURCES,
        subject=exposure.source,
        state=LinkState.UNKNOWN,
        reason=reason,
        admits=mine,
        effect=symptoms.undelivered(entry.protocol, SOURCES, f"{reason}: whether this one is, the API does not tell"),
    )


def delivery_link(cluster: Cluster, exposure: Exposure, entry: Entry) -> Link:
    """External IPs are not routed by Kubernetes (Service API, spec.externalIPs)."""
    if entry.node is not None:
        reason = f"{entry.address} is an address of {entry.node}"
        return Link(link=DELIVERY, subject=exposure.source, state=LinkState.OK, reason=reason)
    reason = f"the network must bring {entry.address} to a node; Kubernetes does not"
    known = bool(cluster.nodes)
    return Link(
        link=DELIVERY,
        subject=exposure.source,
        state=LinkState.UNKNOWN if known else LinkState.NOT_CHECKED,
        reason=reason,
        effect=symptoms.undelivered(entry.protocol, DELIVERY, reason),
    )
