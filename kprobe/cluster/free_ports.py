"""Ports that nobody has: NodePorts, and ports of the nodes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.claims import Claim, template_claims
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import COMPONENTS
from kprobe.cluster.pods import declared_ports, finished, host_number
from kprobe.cluster.port_bands import EPHEMERAL

_FIRST_CHOICE = 8080
_UNPRIVILEGED = 1024


def free_node_port(cluster: Cluster) -> int | None:
    """The first free port of the range; None where all are taken."""
    return next(free_node_ports(cluster), None)


def free_node_ports(cluster: Cluster) -> Iterator[int]:
    """The free ports of the range, those of the band that the API server gives out last (KEP-3668) first.

    A port that any protocol, a health check or a pod's host port has is not free: the API server gives a number to one
    Service, whatever the protocol (row NP-2).
    """
    taken = _taken(cluster)
    ports = cluster.node_port_range
    return (p for p in range(ports.first, ports.last + 1) if p not in taken)


def free_host_port(cluster: Cluster, wanted: int) -> int | None:
    """`wanted`, or the next above it, that no pod and no Service has on any node, outside the NodePort range."""
    taken = _taken(cluster)
    start = wanted if wanted >= _UNPRIVILEGED else _FIRST_CHOICE
    return next((p for p in range(start, 65536) if p not in taken and p not in cluster.node_port_range), None)


def free_host_ports(cluster: Cluster, node: str = "", between: tuple[int, int] | None = None) -> Iterator[int]:
    """Ports that nobody has on `node` ("": on any), of those from `between` first to last.

    Without `between`: from 8080 on, then those below down to 1024; neither NodePorts nor what nodes draw for their own
    connections. A pod that waits for a node may come to any.
    """
    taken = _taken(cluster, node)
    if between is not None:
        return (p for p in range(between[0], between[1] + 1) if p not in taken)
    choice = (*range(_FIRST_CHOICE, 65536), *range(_UNPRIVILEGED, _FIRST_CHOICE))
    return (p for p in choice if p not in taken and p not in EPHEMERAL and p not in cluster.node_port_range)


def free_everywhere(cluster: Cluster, port: int) -> bool:
    """Whether no pod and no Service has the port on any node."""
    return port not in _taken(cluster)


def idle_claims(cluster: Cluster) -> Iterator[Claim]:
    """Host ports that workloads without a single pod (scaled to zero) will want as soon as they have one."""
    with_pods = {c.workload for c in cluster.claims.of_pods}
    for ref, workload in cluster.workloads.items():
        if ref not in with_pods:
            yield from template_claims(ref, workload)


def _taken(cluster: Cluster, node: str = "") -> set[int]:
    """Whatever the protocol and the address; what a pod has that is being deleted is taken until it is gone."""
    taken = {c.port for c in (*cluster.claims.of_services, *idle_claims(cluster))}
    taken.update(s.spec.health_check_node_port for s in cluster.snapshot.services if s.spec.health_check_node_port)
    taken.update(c.port for c in COMPONENTS if not node or cluster.component_at(node, c.port, c.protocol))
    for pod in cluster.snapshot.pods:
        if not finished(pod) and (not node or pod.spec.node_name in {"", node}):
            taken.update(host_number(pod, port) for _, port in declared_ports(pod))
    return taken
