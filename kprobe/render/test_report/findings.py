"""A case for each finding that no failed way in tells already."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.finding import Finding, Severity
from kprobe.model.report import Report
from kprobe.render.people.why import sure
from kprobe.render.test_report.case import Case, Outcome
from kprobe.render.test_report.exposures import failed


def finding_cases(report: Report) -> tuple[Case, ...]:
    """Errors and warnings, which fail: a case of a finding's name that passes would deny it."""
    told = failed(report)
    return tuple(
        _case(finding)
        for finding in report.findings
        if finding.severity is not Severity.INFO and not told.intersection(finding.exposures)
    )


def for_information(report: Report) -> tuple[str, ...]:
    """The others, a line each."""
    return tuple(
        f"{f.severity.value} {f.code} {f.subject}: {f.message}" for f in report.findings if f.severity is Severity.INFO
    )


def _case(finding: Finding) -> Case:
    detail = f" {finding.detail}" if finding.detail else ""
    return Case(
        group=".".join(filter(None, (finding.subject.namespace, finding.name))),
        name=f"{finding.code} {finding.subject}{detail}",
        outcome=Outcome.FAILED,
        kind=finding.code,
        message=f"{finding.severity.value}: {sure(finding.message, finding.confidence)}",
        text="\n".join(_told(finding)),
    )


def _told(finding: Finding) -> Iterator[str]:
    yield f"{finding.subject}: {sure(finding.message, finding.confidence)}"
    yield from (f"- {line}" for line in finding.evidence)
    if finding.fix:
        yield from ("Fix:", *finding.fix)
    if finding.exposures:
        yield from ("Ways in:", *(f"- {exposure}" for exposure in finding.exposures))
    yield finding.url
