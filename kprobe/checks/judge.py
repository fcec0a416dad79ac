"""Runs every check."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import ingress_ref
from kprobe.cluster.service_ports import service_ref
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Gap, GapReason
from kprobe.registry import load


def all_checks() -> tuple[Check, ...]:
    """Every check there is, by code."""
    return tuple(sorted(load("kprobe.checks", "CHECK", Check), key=lambda c: c.code))


def judge(
    cluster: Cluster, exposures: tuple[Exposure, ...], *, strict: bool = False
) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """Findings (worst first, then by code and id) and a gap for each check that failed; `strict` lets it raise."""
    return run_checks(all_checks(), cluster, exposures, strict=strict)


def run_checks(
    checks: tuple[Check, ...], cluster: Cluster, exposures: tuple[Exposure, ...], *, strict: bool = False
) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """As `judge`, with the checks given."""
    index = Exposures(exposures)
    going = _being_deleted(cluster)
    findings: dict[str, Finding] = {}
    gaps: list[Gap] = []
    for check in checks:
        try:
            found = tuple(check.run(cluster, index))
        except Exception as error:  # one broken check must not cost the reader all the others
            if strict:
                raise
            gaps.append(
                Gap(
                    what=f"check {check.code}",
                    reason=GapReason.INTERNAL,
                    effect=f"nothing is said about {check.slug}",
                    detail=type(error).__name__,
                )
            )
            continue
        for finding in found:
            findings.setdefault(finding.id, _farewell(finding) if finding.subject in going else finding)
    ordered = sorted(findings.values(), key=lambda f: (f.severity.rank, f.code, f.id))
    return tuple(ordered), tuple(gaps)


def _being_deleted(cluster: Cluster) -> frozenset[Ref]:
    """Services and Ingresses that stay for a finalizer only; what they lack is missing on purpose."""
    snapshot = cluster.snapshot
    return frozenset(
        (
            *(service_ref(s) for s in snapshot.services if s.metadata.deletion_timestamp),
            *(ingress_ref(i) for i in snapshot.ingresses if i.metadata.deletion_timestamp),
        )
    )


def _farewell(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.INFO, message=f"{finding.message}; it is being deleted")
