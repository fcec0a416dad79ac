"""A host port: on the nodes that run the pods, and nowhere else."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.free_ports import free_host_port
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.backend import Backend
from kprobe.lookup.pod_template import patch_template, why_not_changeable
from kprobe.model.snapshot import Resource
from kprobe.model.why import Advice

RISKS = (
    "only the nodes that run a pod answer, one pod a node; a rollout waits for a free node; Pod Security may forbid it"
)


def advise(cluster: Cluster, backend: Backend) -> Advice:
    """Where no pod runs nobody answers; the risks say so."""
    if reason := why_not_changeable(backend):
        return Advice(kind=ADVISOR.slug, possible=None, reason=reason)
    port, container = backend.port, backend.container
    if port is None or container is None:
        reason = "it declares no port: which one its process listens on is not in the API"
        return Advice(kind=ADVISOR.slug, possible=None, reason=reason)
    if backend.pod_spec is not None and backend.pod_spec.host_network:
        return Advice(kind=ADVISOR.slug, possible=False, reason="it uses the host network already")
    free = free_host_port(cluster, port.container_port)
    if free is None:
        return Advice(kind=ADVISOR.slug, possible=False, reason="no port is free on every node")
    known = cluster.knows(Resource.PODS) and cluster.knows(Resource.SERVICES)
    said = f"no pod or Service has {free} on any node" if known else f"{free} seems free, as far as could be read"
    mapped = {"containerPort": port.container_port, "hostPort": free, "protocol": port.protocol}
    how = patch_template(backend, {"containers": [{"name": container.name, "ports": [mapped]}]})
    return Advice(kind=ADVISOR.slug, possible=True, reason=f"{said}; {RISKS}", how=(how,))


ADVISOR = Advisor(slug="host-port", rank=40, advise=advise)
