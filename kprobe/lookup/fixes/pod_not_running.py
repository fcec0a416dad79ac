"""A workload's pods that do not run: what tells why."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.inventory import pods_by_owner
from kprobe.lookup.pod_questions import questions
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """About the first of the workload's pods that is not ready."""
    return questions(pods_by_owner(cluster).get(finding.subject, ()))


FIXER = Fixer(slug="pod-not-running", code="KP702", fix=fix)
