"""Why nothing is meant to answer at an address and port of a node, although something close to it exists."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.cluster.addresses import family, is_loopback
from kprobe.cluster.claims import Claim, ClaimKind, in_effect, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import limits_of, node_ref
from kprobe.cluster.service_ports import family_served, ports_of, service_ref
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane, Resource

_LIMIT = 5
_NAMED = 3


class Unserved(Struct, frozen=True, kw_only=True):
    """One reason, about `subject`; `fix` is "" where nothing is wrong but the address or port that was asked."""

    subject: Ref
    reason: str
    fix: str = ""


def why_unserved(cluster: Cluster, address: str, port: int, protocol: str = "TCP") -> tuple[Unserved, ...]:
    """The closest reasons first; empty where something is meant to answer there, or nothing is known.

    `address` is one of a node's, or loopback. Rows NP-9, NP-10, NP-13, NP-23, NP-29, NP-31, NP-34, NP-35, HP-7, HP-10
    to HP-12, HP-14, HP-16, HN-15.
    """
    node = cluster.node_by_address.get(address)
    if node is None and is_loopback(address):
        return tuple(_on_loopback(cluster, port, protocol))
    if node is None or claimed(cluster, node, address, port=port, protocol=protocol):
        return ()
    reasons = (
        *_node_ports(cluster, node, address, port=port, protocol=protocol),
        *_pods_here(cluster, node, address, port=port, protocol=protocol),
    )
    return (reasons or tuple(_elsewhere(cluster, node, port, protocol)))[:_LIMIT]


def claimed(cluster: Cluster, node: str, address: str, *, port: int, protocol: str) -> bool:
    """Whether something is meant to answer at this address of `node`."""
    for claim in cluster.claims.everywhere(port, protocol):
        if claim.kind is ClaimKind.NODE_PORT and _serves(cluster, claim, node, address):
            return True
        if claim.kind is ClaimKind.EXTERNAL_IP and overlap(claim.address, address):
            return True
    if any(_reached(cluster, c, address) for c in cluster.claims.on(node, port, protocol)):
        return True
    component = cluster.component_at(node, port, protocol)
    return component is not None and not component.loopback


def _serves(cluster: Cluster, claim: Claim, node: str, address: str) -> bool:
    service = cluster.services[claim.holder.namespace, claim.holder.name]
    return address in cluster.served_addresses.get(node, ()) and family_served(service, address)


def _reached(cluster: Cluster, claim: Claim, address: str) -> bool:
    return in_effect(claim) and overlap(claim.address, address) and cluster.maps(claim, address)


def _node_ports(cluster: Cluster, node: str, address: str, *, port: int, protocol: str) -> Iterator[Unserved]:
    for claim in cluster.claims.everywhere(port, protocol):
        if claim.kind is not ClaimKind.NODE_PORT:
            continue
        service = cluster.services[claim.holder.namespace, claim.holder.name]
        if not family_served(service, address):
            yield Unserved(
                subject=claim.holder,
                reason=f"NodePort {port} of {claim.holder} is not served over {family(address)}: "
                f"its spec.ipFamilies has {' and '.join(service.spec.ip_families or ())} only",
                fix="Set spec.ipFamilyPolicy to PreferDualStack.",
            )
        else:
            yield Unserved(subject=node_ref(node), reason=_left_out(cluster, node, address, port), fix=_RESTRICTED)
    for other in (p for p in ("TCP", "UDP", "SCTP") if p != protocol):
        for claim in cluster.claims.everywhere(port, other):
            if claim.kind is ClaimKind.NODE_PORT:
                yield Unserved(
                    subject=claim.holder, reason=f"NodePort {port} of {claim.holder} is {other}, not {protocol}"
                )


_RESTRICTED = "Aim at an address that is served, or change kube-proxy's nodePortAddresses."


def _left_out(cluster: Cluster, node: str, address: str, port: int) -> str:
    proxy = cluster.snapshot.service_proxy
    limits = limits_of(proxy, cluster.data_plane(node))
    served = " and ".join(cluster.served_addresses.get(node, ())) or "none of its addresses"
    if "primary" not in limits:
        why = f"only addresses in {', '.join(limits)} are"
    elif proxy.node_port_addresses:
        why = "only the primary address of each family is"
    else:
        why = "kube-proxy in nftables mode serves the primary address of each family alone, unless told otherwise"
    return f"NodePorts such as {port} are not served on {address} of {node}, but on {served}: {why} ({proxy.source})"


def _pods_here(cluster: Cluster, node: str, address: str, *, port: int, protocol: str) -> Iterator[Unserved]:
    for claim in cluster.claims.on(node, port, protocol):
        if not overlap(claim.address, address):
            where = "the node's inside" if is_loopback(claim.address) else claim.address
            yield Unserved(
                subject=claim.workload, reason=f"host port {port} of {claim.workload} is published on {where} only"
            )
        elif not cluster.maps(claim, address):
            yield Unserved(
                subject=claim.workload,
                reason=f"host port {port} of {claim.workload} is not mapped over {family(address)}: "
                + (
                    f"its hostIP asks for {claim.family} alone"
                    if claim.family not in {"", family(address)}
                    else f"its pod has no {family(address)} address"
                ),
            )
        elif not in_effect(claim):
            yield Unserved(
                subject=claim.workload,
                reason=f"host port {port} of {claim.workload} is a native sidecar's, for which the kubelet maps none",
                fix="Declare the port on a regular container of the pod: containers share its network.",
            )
    for other in (p for p in ("TCP", "UDP", "SCTP") if p != protocol):
        for claim in cluster.claims.on(node, port, other):
            yield Unserved(subject=claim.workload, reason=f"port {port} of {claim.workload} is {other}, not {protocol}")
    component = cluster.component_at(node, port, protocol)
    if component is not None and component.loopback:
        yield Unserved(
            subject=node_ref(node), reason=f"{component.name} of {node} listens on {port}, but on loopback only"
        )


def _elsewhere(cluster: Cluster, node: str, port: int, protocol: str) -> Iterator[Unserved]:
    pods = [c for c in cluster.claims.of_pods if (c.port, c.protocol) == (port, protocol)]
    for workload in sorted({c.workload for c in pods}):
        nodes = sorted({c.node for c in pods if c.workload == workload and c.placed})
        where = f"are on {', '.join(nodes[:3])}{' and more' if len(nodes) > 3 else ''}" if nodes else "have no node yet"
        yield Unserved(
            subject=workload,
            reason=f"host port {port} of {workload} is open on the nodes of its pods alone; they {where}",
            fix="Aim at such a node, run it on every node (a DaemonSet), or put a Service in front.",
        )
    yield from _other_numbers(cluster, port, protocol)
    if port in cluster.node_port_range and cluster.knows(Resource.SERVICES):
        yield Unserved(
            subject=node_ref(node),
            reason=f"{port} is in the NodePort range {cluster.node_port_range}, but no Service has it; "
            "one that no manifest names is drawn anew with its Service",
        )


def _other_numbers(cluster: Cluster, port: int, protocol: str) -> Iterator[Unserved]:
    """A Service's own port, or else its targetPort, is no port of a node; of a common number only how many have it."""
    pairs = [(s, p) for s in cluster.snapshot.services for p in ports_of(s) if p.protocol == protocol]
    own = [(s, p) for s, p in pairs if p.port == port and not _system(service_ref(s))]
    meant = [(s, p) for s, p in own if p.node_port] or own or [(s, p) for s, p in pairs if p.target_port == port]
    if len(meant) > _NAMED:
        refs = sorted({service_ref(s) for s, _ in meant})
        reason = f"{port} is a port of {len(refs)} Services, such as {refs[0]}: on nodes each has its NodePort, if any"
        yield Unserved(subject=refs[0], reason=reason)
        return
    for service, one in meant:
        ref, what = service_ref(service), "port" if one.port == port else "targetPort"
        if one.node_port:
            reason = f"{port} is a {what} of {ref}: from outside use NodePort {one.node_port}"
            yield Unserved(subject=ref, reason=reason)
        elif service.spec.type == "ClusterIP" and one.port == port:
            yield Unserved(
                subject=ref, reason=f"{ref} has port {port} inside the cluster only (type ClusterIP, no NodePort)"
            )


def _system(service: Ref) -> bool:
    return service.namespace == "kube-system" or service.path == "default/kubernetes"


def _on_loopback(cluster: Cluster, port: int, protocol: str) -> Iterator[Unserved]:
    planes = set(cluster.data_planes.values())
    for claim in cluster.claims.everywhere(port, protocol):
        if claim.kind is not ClaimKind.NODE_PORT:
            continue
        if planes <= {DataPlane.NFTABLES, DataPlane.IPVS}:
            where = f"kube-proxy in {' or '.join(sorted(planes))} mode serves no NodePort on localhost"
        else:
            where = "localhost serves NodePorts on a node itself at most, with kube-proxy iptables over IPv4 alone"
        yield Unserved(subject=claim.holder, reason=f"{where}; outside, use a node's address for {port}")
