"""A node that is not Ready: what tells why."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.commands import kubectl, named
from kprobe.lookup.fixer import Fixer
from kprobe.model.finding import Finding


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """Its conditions and events."""
    return (kubectl("", "describe", named(finding.subject)),) if finding.subject.name in cluster.nodes else ()


FIXER = Fixer(slug="node-not-ready", code="KP701", fix=fix)
