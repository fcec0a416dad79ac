"""What follows from one node alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from kprobe.cluster.addresses import family
from kprobe.model.objects.node import Node
from kprobe.model.refs import Ref
from kprobe.model.snapshot import DataPlane, ServiceProxy


def node_ref(name: str) -> Ref:
    """A node's name as a reference."""
    return Ref(kind="Node", name=name)


def node_addresses(node: Node) -> tuple[str, ...]:
    """Internal and external IPs of a node, internal ones first, each once."""
    listed = node.status.addresses or ()
    ordered = [
        a.address for kind in ("InternalIP", "ExternalIP") for a in listed if a.type == kind and family(a.address)
    ]
    return tuple(dict.fromkeys(ordered))


def not_ready_reason(node: Node) -> str:
    """Why the control plane holds the node for lost, "" when it is Ready."""
    condition = next((c for c in node.status.conditions or () if c.type == "Ready"), None)
    if condition is None:
        return "has no Ready condition"
    if condition.status == "True":
        return ""
    return f"Ready is {condition.status}: {condition.message or condition.reason or 'no reason given'}"


def silent_node(node: Node) -> bool:
    """Whether the kubelet has stopped reporting (Ready Unknown): the node is down, cut off, or its kubelet is dead."""
    return any(c.type == "Ready" and c.status == "Unknown" for c in node.status.conditions or ())


def network_unavailable(node: Node) -> str:
    """Why the node's pod network is not set up (condition NetworkUnavailable), "" where nobody says so."""
    condition = next((c for c in node.status.conditions or () if c.type == "NetworkUnavailable"), None)
    if condition is None or condition.status != "True":
        return ""
    return condition.message or condition.reason or "NetworkUnavailable is True"


def data_plane_of(node: Node, proxy: ServiceProxy) -> DataPlane:
    """What implements Services on this node. The configuration that is read is that of Linux nodes."""
    if node.status.node_info.operating_system not in {"", "linux"}:
        return DataPlane.UNKNOWN
    return proxy.mode


def limits_of(proxy: ServiceProxy, plane: DataPlane) -> tuple[str, ...]:
    """To which addresses NodePorts are kept: CIDRs, "primary", or nothing for no limit.

    nftables serves the primary address of each family only, unless told otherwise (kube-proxy nodePortAddresses,
    KEP-3866; row NP-9).
    """
    return proxy.node_port_addresses or (("primary",) if plane is DataPlane.NFTABLES else ())


def node_port_addresses(node: Node, proxy: ServiceProxy, plane: DataPlane) -> tuple[str, ...]:
    """The node's addresses on which NodePorts are served.

    CIDRs of one family leave the other family unrestricted (pkg/proxy/util/nodeport_addresses.go; row NP-10).
    """
    listed = node_addresses(node)
    limits = limits_of(proxy, plane)
    if not limits:
        return listed
    if "primary" in limits:
        return _primary(node)
    return tuple(a for a in listed if _allowed(a, limits))


def _primary(node: Node) -> tuple[str, ...]:
    # A cloud maps an ExternalIP to the primary address on its way in, so it is served as well.
    internal: dict[str, str] = {}
    external: list[str] = []
    for address in node.status.addresses or ():
        if address.type == "InternalIP" and family(address.address):
            internal.setdefault(family(address.address), address.address)
        elif address.type == "ExternalIP" and family(address.address):
            external.append(address.address)
    return tuple(dict.fromkeys((*internal.values(), *external)))


def _allowed(address: str, cidrs: Iterable[str]) -> bool:
    ip = ipaddress.ip_address(address)
    networks = [n for c in cidrs if (n := _network(c)) is not None and n.version == ip.version]
    return not networks or any(ip in n for n in networks)


def _network(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return None
