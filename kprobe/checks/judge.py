"""Runs every check."""

from __future__ import annotations

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
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
            findings.setdefault(finding.id, finding)
    ordered = sorted(findings.values(), key=lambda f: (f.severity.rank, f.code, f.id))
    return tuple(ordered), tuple(gaps)
