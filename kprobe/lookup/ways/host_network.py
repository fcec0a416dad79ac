"""The host network: every port that the pod binds is open on its node."""

from __future__ import annotations

from typing import Any

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.free_ports import free_everywhere
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.backend import Backend
from kprobe.lookup.pod_template import patch_template, why_not_changeable
from kprobe.model.why import Advice

RISKS = (
    "the last resort: every port it binds is open on its node, declared or not; NetworkPolicy does not apply, "
    "readiness gates nothing, and Pod Security may forbid it"
)


def advise(cluster: Cluster, backend: Backend) -> Advice:
    """With the DNS policy that lets it go on resolving Services."""
    if reason := why_not_changeable(backend):
        return Advice(kind=ADVISOR.slug, possible=None, reason=reason)
    if backend.pod_spec is not None and backend.pod_spec.host_network:
        return Advice(kind=ADVISOR.slug, possible=False, reason="it uses the host network already")
    taken = [n for n in _numbers(backend) if not free_everywhere(cluster, n)]
    if taken:
        return Advice(
            kind=ADVISOR.slug, possible=None, reason=f"somebody has port {taken[0]} on a node already; {RISKS}"
        )
    how = patch_template(backend, _spec(backend))
    return Advice(kind=ADVISOR.slug, possible=True, reason=RISKS, how=(how,))


def _spec(backend: Backend) -> dict[str, Any]:
    """A declared port of the host network needs its own number as hostPort (core/v1 validation)."""
    containers = [
        {
            "name": c.name,
            "ports": [
                {"containerPort": p.container_port, "hostPort": p.container_port, "protocol": p.protocol}
                for p in c.ports
            ],
        }
        for c in (backend.pod_spec.containers or () if backend.pod_spec else ())
        if c.ports
    ]
    spec: dict[str, Any] = {"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"}
    return {**spec, "containers": containers} if containers else spec


def _numbers(backend: Backend) -> list[int]:
    spec = backend.pod_spec
    return [p.container_port for c in (spec.containers or () if spec else ()) for p in c.ports or ()]


ADVISOR = Advisor(slug="host-network", rank=50, advise=advise)
