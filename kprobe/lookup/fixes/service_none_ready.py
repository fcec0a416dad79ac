"""Pods that are not ready: what tells why."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.pod_questions import questions
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """About the first of the Service's pods that is not ready."""
    service = cluster.services.get((finding.subject.namespace, finding.subject.name))
    return questions((cluster.pods_of(service) or ()) if service else ())


FIXER = Fixer(slug="service-none-ready", code="KP302", fix=fix)
