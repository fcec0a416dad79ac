"""Traps about sums: no score, no threshold, only counts by severity."""

from __future__ import annotations

import pytest

from kprobe.cli.ending import FailOn, exit_code
from kprobe.errors import ExitCode
from kprobe.model.finding import Severity
from tests.kit import reports


@pytest.mark.parametrize("number", [1, 50], ids=["one", "fifty"])
def test_trap_46_the_exit_code_counts_by_severity_and_blends_nothing(number: int) -> None:
    """Fifty warnings are no error, and what is healthy outweighs none: leaving things out never lowers a score."""
    warnings = tuple(reports.finding(severity=Severity.WARNING) for _ in range(number))
    error = reports.finding(severity=Severity.ERROR)
    assert exit_code(reports.report(findings=warnings), FailOn.ERROR, allow_incomplete=False) is ExitCode.OK
    assert exit_code(reports.report(findings=(error,)), FailOn.ERROR, allow_incomplete=False) is ExitCode.FINDINGS
    assert (
        exit_code(reports.report(findings=(*warnings, error)), FailOn.ERROR, allow_incomplete=False)
        is ExitCode.FINDINGS
    )
