"""The load balancer or network in front of the nodes."""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.service import Service
from kprobe.model.route import Link, LinkState
from kprobe.routes import symptoms

BALANCER, SOURCES, DELIVERY = "load-balancer", "source-ranges", "delivery"


def load_balancer_link(exposure: Exposure, entry: Entry) -> Link:
    """The published address; what stands behind it is not in the API."""
    return Link(
        link=BALANCER, subject=exposure.source, state=LinkState.OK, reason=f"{entry.address} is published in its status"
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
    ranges = tuple(r.strip() for r in service.spec.load_balancer_source_ranges or ())
    if any(r.endswith("/0") for r in ranges):
        return None
    mine = tuple(r for r in ranges if family(r.partition("/")[0]) == (family(entry.address) or "IPv4"))
    if not mine:
        return None
    reason = f"only clients in {', '.join(mine)} are let in"
    return Link(
        link=SOURCES,
        subject=exposure.source,
        state=LinkState.UNKNOWN,
        reason=reason,
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
