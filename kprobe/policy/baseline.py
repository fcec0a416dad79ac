"""What is known and accepted: the findings and ways in of an earlier report, by their ids."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kprobe.model.finding import Finding, Severity
from kprobe.model.report import Report, VantageKind
from kprobe.policy.state import State

OF_BASELINES = frozenset({"KP916", "KP917"})
"""What is said only by comparing with a baseline: with the next one it is known."""


class Baseline(Struct, frozen=True, kw_only=True):
    """By id, how severe each finding was and how each way in stood.

    `name` is the file's. `vantage` is from where the ways in were seen, None where nobody knocked.
    """

    name: str
    vantage: VantageKind | None
    findings: Mapping[str, Severity]
    exposures: Mapping[str, State]

    def accepts(self, finding: Finding) -> bool:
        """Whether it has the finding, no less severe than it is now."""
        known = self.findings.get(finding.id)
        return known is not None and known.rank <= finding.severity.rank


def baseline_of(report: Report, name: str) -> Baseline:
    """What accepts all of a report, but for what is ignored: that has a reason of its own, and may expire."""
    return Baseline(
        name=name,
        vantage=report.vantage.kind if report.probed else None,
        findings={f.id: f.severity for f in report.findings if f.code not in OF_BASELINES},
        exposures={
            item.exposure.id: State(scope=item.exposure.scope, verdict=item.verdict) for item in report.exposures
        },
    )
