"""An Ingress without a class: one that a controller which runs here serves."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.fixer import Fixer
from kprobe.lookup.served_class import give_class
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """For each Ingress that the finding is about."""
    return give_class(cluster, finding)


FIXER = Fixer(slug="ingress-without-class", code="KP505", fix=fix)
