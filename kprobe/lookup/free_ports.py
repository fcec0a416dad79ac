"""Ports that nobody has: NodePorts, and ports of the nodes themselves."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster

_PROTOCOLS = ("TCP", "UDP", "SCTP")
_FIRST_CHOICE = 8080


def free_node_port(cluster: Cluster) -> int | None:
    """The first free port of the range, which begins with the band that the API server gives out last (KEP-3668).

    A port that any protocol, a health check or a pod's host port has is not free. None where all are taken.
    """
    taken = _taken(cluster)
    ports = cluster.node_port_range
    return next((p for p in range(ports.first, ports.last + 1) if p not in taken), None)


def free_host_port(cluster: Cluster, wanted: int) -> int | None:
    """`wanted`, or the next above it, that no pod and no Service has on any node, outside the NodePort range."""
    taken = _taken(cluster)
    start = wanted if wanted >= 1024 else _FIRST_CHOICE
    return next((p for p in range(start, 65536) if p not in taken and p not in cluster.node_port_range), None)


def free_everywhere(cluster: Cluster, port: int) -> bool:
    """Whether no pod and no Service has the port on any node."""
    return port not in _taken(cluster)


def _taken(cluster: Cluster) -> set[int]:
    taken = {c.port for c in (*cluster.claims.of_pods, *cluster.claims.of_services)}
    taken.update(s.spec.health_check_node_port for s in cluster.snapshot.services if s.spec.health_check_node_port)
    return taken
