"""A NodePort outside the range: a free one inside it."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.free_ports import free_node_port
from kprobe.cluster.service_ports import ports_of
from kprobe.lookup.commands import patch
from kprobe.lookup.fixer import Fixer
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """For a Service of one such port, where the range is proven; clients have to learn the new number."""
    ref, ports = finding.subject, cluster.node_port_range
    service = cluster.services.get((ref.namespace, ref.name))
    off = [p for p in ports_of(service) if p.node_port and p.node_port not in ports] if service else []
    free = free_node_port(cluster)
    if not ports.proven or len(off) != 1 or free is None or service is None:
        return ()
    if sum(p.port == off[0].port for p in service.spec.ports or ()) > 1:
        return ()
    return (patch(ref, {"spec": {"ports": [{"port": off[0].port, "nodePort": free}]}}),)


FIXER = Fixer(slug="node-port-out-of-range", code="KP201", fix=fix)
