"""A Service whose workload is scaled to zero: one pod of it."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.commands import kubectl, named
from kprobe.lookup.fixer import Fixer
from kprobe.model.finding import Finding

_SCALED = frozenset({"Deployment", "StatefulSet"})


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """Scale up each workload that the selector would find pods of."""
    ref = finding.subject
    service = cluster.services.get((ref.namespace, ref.name))
    makers = cluster.templates.matching(ref.namespace, service.spec.selector if service else None)
    return tuple(
        kubectl(ref.namespace, "scale", named(maker), "--replicas=1")
        for maker, item in makers.items()
        if maker.kind in _SCALED and item.scaled_to_zero
    )


FIXER = Fixer(slug="service-scaled-to-zero", code="KP306", fix=fix)
