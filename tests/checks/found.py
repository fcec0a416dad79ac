"""Runs one check on a cluster, as the program would: with the exposures that it finds itself."""

from __future__ import annotations

from kprobe.checks.exposures_index import Exposures
from kprobe.checks.judge import all_checks
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.model.finding import Finding
from tests.kit.as_read import as_read


def found(code: str, cluster: Cluster) -> list[Finding]:
    """What the check of this code says."""
    check = next(c for c in all_checks() if c.code == code)
    cluster = as_read(cluster)
    findings = sorted(check.run(cluster, Exposures(classify(cluster))), key=lambda f: f.id)
    ids = [f.id for f in findings]
    assert len(set(ids)) == len(ids), "two findings share an id"
    return findings


def one(code: str, cluster: Cluster) -> Finding:
    """The only thing that the check says."""
    findings = found(code, cluster)
    assert len(findings) == 1, [f.message for f in findings]
    return findings[0]


def blamed(code: str, cluster: Cluster) -> set[str]:
    """The objects that the check blames, as a person writes them."""
    return {str(f.subject) for f in found(code, cluster)}


def every(cluster: Cluster) -> set[str]:
    """The codes of everything that any check says above information."""
    index = Exposures(classify(cluster))
    return {f.code for c in all_checks() for f in c.run(cluster, index) if f.severity != "info"}
