"""A NodePort: the Service's type, with a port of the range that is free."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.free_ports import free_node_port
from kprobe.cluster.service_ports import service_ref
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.backend import Backend
from kprobe.lookup.commands import apply, patch
from kprobe.lookup.service_manifest import new_service, why_no_service
from kprobe.model.snapshot import Resource
from kprobe.model.why import Advice


def advise(cluster: Cluster, backend: Backend) -> Advice:
    """Every node serves it, unless kube-proxy is told otherwise."""
    free = free_node_port(cluster) if cluster.knows(Resource.SERVICES) else None
    ports = cluster.node_port_range
    if cluster.knows(Resource.SERVICES) and free is None:
        return Advice(kind=ADVISOR.slug, possible=False, reason=f"every port of {ports} is taken")
    said = f"{free} is free (range {ports}, {ports.source})" if free else "the API server chooses a free port"
    how = _how(cluster, backend, free or 0)
    if not how:
        return Advice(kind=ADVISOR.slug, possible=None, reason=why_no_service(cluster, backend))
    return Advice(kind=ADVISOR.slug, possible=True, reason=f"every node then serves it: {said}", how=how)


def _how(cluster: Cluster, backend: Backend, free: int) -> tuple[str, ...]:
    service, port = backend.service, backend.service_port
    if service is None or port is None:
        made = new_service(cluster, backend, "NodePort", node_port=free)
        return apply(made) if made else ()
    once = sum(p.port == port.port for p in service.spec.ports or ()) == 1
    # The ports of a Service are merged by their number: one that two protocols share cannot be told apart so.
    numbered = {"ports": [{"port": port.port, "nodePort": free}]} if free and once else {}
    return (patch(service_ref(service), {"spec": {"type": "NodePort", **numbered}}),)


ADVISOR = Advisor(slug="node-port", rank=30, advise=advise)
