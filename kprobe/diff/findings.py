"""What became of the findings."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.diff.unseen import finding_unseen
from kprobe.model.difference import Change, FindingChange
from kprobe.model.finding import Finding, Severity
from kprobe.model.policy import Ignored
from kprobe.model.report import Report
from kprobe.policy.baseline import OF_BASELINES

_ORDER = (Change.NEW, Change.CHANGED, Change.GONE, Change.NOT_KNOWN_BEFORE, Change.NO_LONGER_KNOWN)


class _Said(Struct, frozen=True, kw_only=True):
    """What one report says; what compares with a baseline is left out, as that is another comparison."""

    report: Report
    findings: dict[str, Finding]
    ignored: dict[str, Ignored]

    @classmethod
    def of(cls, report: Report) -> _Said:
        return cls(
            report=report,
            findings={f.id: f for f in report.findings if f.code not in OF_BASELINES},
            ignored={i.finding.id: i for i in report.ignored},
        )


def finding_changes(old: Report, new: Report, *, counted: frozenset[Severity]) -> tuple[FindingChange, ...]:
    """What counts first, then by severity; new or more severe ones count whose severity is `counted`."""
    return tuple(
        sorted(
            _changes(_Said.of(old), _Said.of(new), counted=counted),
            key=lambda c: (not c.worse, _ORDER.index(c.change), c.latest.severity.rank, c.latest.code, c.latest.id),
        )
    )


def _changes(old: _Said, new: _Said, *, counted: frozenset[Severity]) -> Iterator[FindingChange]:
    for i, finding in new.findings.items():
        counts = finding.severity in counted and not finding.known
        before = old.findings.get(i)
        if before is None:
            yield _new(finding, old, new, counts=counts)
        elif before.severity is not finding.severity:
            worse = counts and finding.severity.rank < before.severity.rank
            yield FindingChange(change=Change.CHANGED, before=before, after=finding, worse=worse)
    for i, finding in old.findings.items():
        if i not in new.findings:
            yield _gone(finding, old, new)


def _new(finding: Finding, old: _Said, new: _Said, *, counts: bool) -> FindingChange:
    if (ignored := old.ignored.get(finding.id)) is not None:
        reason = f"it was ignored by {ignored.by}: {ignored.reason}"
        return FindingChange(change=Change.NEW, before=None, after=finding, worse=counts, reason=reason)
    if why := finding_unseen(old.report, finding, other=new.report, older=True):
        return FindingChange(change=Change.NOT_KNOWN_BEFORE, before=None, after=finding, reason=why)
    return FindingChange(change=Change.NEW, before=None, after=finding, worse=counts)


def _gone(finding: Finding, old: _Said, new: _Said) -> FindingChange:
    if (ignored := new.ignored.get(finding.id)) is not None:
        reason = f"it is ignored by {ignored.by}: {ignored.reason}"
        return FindingChange(change=Change.GONE, before=finding, after=None, reason=reason)
    if why := finding_unseen(new.report, finding, other=old.report, older=False):
        return FindingChange(change=Change.NO_LONGER_KNOWN, before=finding, after=None, reason=why)
    return FindingChange(change=Change.GONE, before=finding, after=None)
