"""What is free, and how much of the NodePort range is in use: only where all that could say otherwise was read."""

from __future__ import annotations

from itertools import islice

from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.free_ports import free_host_ports, free_node_ports
from kprobe.cluster.port_bands import EPHEMERAL, static_band
from kprobe.exposures.host_network import undeclared
from kprobe.model.ports import NodePortUse, Proposal
from kprobe.model.snapshot import Resource

_NUMBERS = frozenset({ClaimKind.NODE_PORT, ClaimKind.HEALTH_CHECK})
_NEEDED = (Resource.SERVICES, Resource.PODS)


def use(cluster: Cluster) -> NodePortUse:
    """Numbers that Services have, of the range and of its static band."""
    ports = cluster.node_port_range
    band = static_band(ports)
    used: set[int] | None = None
    if cluster.knows(Resource.SERVICES):
        used = {c.port for c in cluster.claims.of_services if c.kind in _NUMBERS and c.port in ports}
    return NodePortUse(
        range=ports,
        static_band=band,
        used=None if used is None else len(used),
        used_in_band=None if used is None or band is None else sum(p in band for p in used),
    )


def node_ports(cluster: Cluster, count: int, between: tuple[int, int] | None = None) -> Proposal:
    """Free NodePorts: those of the static band first (KEP-3668)."""
    if reason := _unread(cluster):
        return Proposal(kind="node-port", node="", asked=count, ports=None, reason=reason)
    first, last = between or (1, 65535)
    found = tuple(islice((p for p in free_node_ports(cluster) if first <= p <= last), count))
    return Proposal(kind="node-port", node="", asked=count, ports=found, reason=_of_node_ports(cluster, found))


def host_ports(cluster: Cluster, count: int, node: str = "", between: tuple[int, int] | None = None) -> Proposal:
    """Ports that no pod, Service or known component has on `node`, or on any."""
    if reason := _unread(cluster):
        return Proposal(kind="host-port", node=node, asked=count, ports=None, reason=reason)
    found = tuple(islice(free_host_ports(cluster, node, between), count))
    return Proposal(kind="host-port", node=node, asked=count, ports=found, reason=_of_host_ports(cluster, found))


def _unread(cluster: Cluster) -> str:
    """Why nothing can be called free, "" where everything was read that may claim a port."""
    missing = [r.value for r in _NEEDED if not cluster.knows(r)]
    return f"{' and '.join(missing)} could not all be read, and any of them may have any port" if missing else ""


def _of_node_ports(cluster: Cluster, ports: tuple[int, ...]) -> str:
    known = cluster.node_port_range
    band = static_band(known)
    said = []
    if band is not None and any(p not in band for p in ports):
        said.append(f"those above {band.last} may be given to another Service before they are used")
    if any(p in EPHEMERAL for p in ports):
        said.append(f"nodes may draw those from {EPHEMERAL.start} on for connections of their own")
    return "; ".join(said)


def _of_host_ports(cluster: Cluster, ports: tuple[int, ...]) -> str:
    said = ["processes of the nodes that are no pods are not in the API"]
    if undeclared(cluster):
        said.append("nor are the ports of host-network pods that declare none")
    if any(p in cluster.node_port_range for p in ports):
        said.append(f"numbers in {cluster.node_port_range} may be given to a Service as its NodePort")
    if any(p in EPHEMERAL for p in ports):
        said.append(f"nodes may draw those from {EPHEMERAL.start} on for connections of their own")
    return "; ".join(said)
