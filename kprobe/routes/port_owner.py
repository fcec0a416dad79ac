"""Who answers where a pod's host port and a Service's NodePort have one number on one address of a node.

Measured with kube-proxy iptables and the portmap plugin (Kubernetes 1.37): the NodePort, or an external IP that is the
node's own address, stands before both as long as
it has an endpoint to send the connection to. Without one, a hostPort answers; a process of the host network does not,
as kube-proxy rejects or drops before a socket is asked. With nftables the order of two hooks decides, so nothing is
claimed (rows HN-19, HP-3 to HP-5, NP-32).
"""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.cluster.addresses import family
from kprobe.cluster.claims import Claim, ClaimKind, in_effect, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import Endpoints, EndpointState, usable
from kprobe.cluster.service_ports import family_served
from kprobe.model.exposure import Entry
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.model.snapshot import DataPlane
from kprobe.routes import symptoms

SLUG = "port-owner"
_KUBE_PROXY = frozenset({DataPlane.IPTABLES, DataPlane.NFTABLES, DataPlane.IPVS})


def node_port_before(cluster: Cluster, entry: Entry, kind: ClaimKind) -> Link | None:
    """For a pod's port of `kind` on its node: the Service whose NodePort or external IP is served at the same place."""
    found = _service_at(cluster, entry)
    if found is None:
        return None
    claim, service, port = found
    by_ip = claim.kind is ClaimKind.EXTERNAL_IP
    place = f"external IP {entry.address}:{entry.port}" if by_ip else f"NodePort {entry.port}"
    code = "KP106" if by_ip else "KP104"
    plane, holder = cluster.data_plane(entry.node or ""), claim.holder
    forwards = _forwards(cluster, service, port, entry)
    mapped = kind is ClaimKind.HOST_PORT
    if forwards is False and mapped and plane is DataPlane.IPTABLES:
        reason = f"{place} of {holder} sends nothing on from this node, which leaves it to the host port"
        return Link(link=SLUG, subject=holder, state=LinkState.OK, reason=reason)
    proven = plane is DataPlane.IPTABLES if mapped else plane in _KUBE_PROXY
    if not proven or forwards is None:
        reason = f"{place} of {holder} may answer in its place"
        effect = symptoms.contested(entry.protocol, SLUG, reason)
        return Link(link=SLUG, subject=holder, state=LinkState.UNKNOWN, reason=reason, effect=effect, finding=code)
    reason = f"{place} of {holder} stands before it: who connects meets the Service, never this pod"
    return Link(
        link=SLUG,
        subject=holder,
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.another_answers(entry.protocol, SLUG, reason)
        if forwards
        else _turned_away(cluster, service, port, entry, reason),
        finding=code,
    )


def host_port_before(cluster: Cluster, service: Service, port: ServicePort, entry: Entry) -> Link | None:
    """For a NodePort: the pod whose port on the entry's node has the same number, and which of the two answers."""
    rivals = [c for c in cluster.claims.on(entry.node or "", entry.port, entry.protocol) if reaches(cluster, c, entry)]
    if not rivals:
        return None
    rival = min(rivals, key=lambda c: (c.kind is not ClaimKind.HOST_PORT, c.holder))
    plane = cluster.data_plane(entry.node or "")
    subject = rival.workload
    if rival.kind is not ClaimKind.HOST_PORT:
        reason = f"it stands before the process of {subject} that has port {entry.port} in the host network"
        return Link(link=SLUG, subject=subject, state=LinkState.OK, reason=reason, finding="KP104")
    forwards = _forwards(cluster, service, port, entry)
    if plane is not DataPlane.IPTABLES or forwards is None:
        reason = f"host port {entry.port} of {subject} may answer in its place"
        effect = symptoms.contested(entry.protocol, SLUG, reason)
        return Link(link=SLUG, subject=subject, state=LinkState.UNKNOWN, reason=reason, effect=effect, finding="KP104")
    if forwards:
        reason = f"it stands before host port {entry.port} of {subject}"
        return Link(link=SLUG, subject=subject, state=LinkState.OK, reason=reason, finding="KP104")
    reason = f"the Service sends nothing on from this node, so that host port {entry.port} of {subject} answers"
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.another_answers(entry.protocol, SLUG, reason),
        finding="KP104",
    )


def reaches(cluster: Cluster, claim: Claim, entry: Entry) -> bool:
    """Whether a pod's claim is in effect at this very address."""
    return in_effect(claim) and overlap(claim.address, entry.address) and cluster.maps(claim, entry.address)


def _service_at(cluster: Cluster, entry: Entry) -> tuple[Claim, Service, ServicePort] | None:
    served = entry.address in cluster.served_addresses.get(entry.node or "", ())
    for claim in cluster.claims.everywhere(entry.port, entry.protocol):
        by_ip = claim.kind is ClaimKind.EXTERNAL_IP and overlap(claim.address, entry.address)
        if not by_ip and not (served and claim.kind is ClaimKind.NODE_PORT):
            continue
        service = cluster.services[claim.holder.namespace, claim.holder.name]
        for port in service.spec.ports or ():
            number = port.port if by_ip else port.node_port
            if (number, port.protocol) == (entry.port, entry.protocol) and family_served(service, entry.address):
                return claim, service, port
    return None


def _forwards(cluster: Cluster, service: Service, port: ServicePort, entry: Entry) -> bool | None:
    """Whether the Service has a usable endpoint for a connection to this address; None where that is not known."""
    endpoints = _endpoints(cluster, service, port, entry)
    if endpoints.state is EndpointState.UNKNOWN:
        return None
    if service.spec.external_traffic_policy != "Local" or not endpoints.usable:
        return bool(endpoints.usable)
    # Ready and terminating endpoints are weighed on the node alone (pkg/proxy/topology.go, KEP-1669).
    behind = (*endpoints.usable, *endpoints.unusable)
    return bool(usable([b for b in behind if b.node == entry.node and b.port is not None]))


def _endpoints(cluster: Cluster, service: Service, port: ServicePort, entry: Entry) -> Endpoints:
    families = (family(entry.address),) if len(service.spec.ip_families or ()) > 1 else ()
    return cluster.endpoints_of(service, port, families)


def _turned_away(cluster: Cluster, service: Service, port: ServicePort, entry: Entry, reason: str) -> Prediction:
    """How the service proxy turns a client away who aimed at the process behind it."""
    plane = cluster.data_plane(entry.node or "")
    if _endpoints(cluster, service, port, entry).usable:
        return replace(symptoms.no_local_endpoint(plane, entry.protocol, SLUG, reason), by_intent=False)
    return symptoms.no_endpoint(plane, entry.protocol, SLUG, reason)
