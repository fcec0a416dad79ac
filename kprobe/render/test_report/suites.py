"""The suites: ways in, findings, and whether everything could be read."""

from __future__ import annotations

from kprobe.model.report import Report
from kprobe.model.snapshot import Gap
from kprobe.render.contract.tally import complete
from kprobe.render.test_report.case import Case, Outcome, Suite
from kprobe.render.test_report.exposures import exposure_cases
from kprobe.render.test_report.findings import finding_cases, for_information


def suites(report: Report, ask: str) -> tuple[Suite, ...]:
    """Always the same three, so that none seems to have gone; `ask` is the command that explains a way in."""
    return (
        Suite(name="ways in", cases=exposure_cases(report, ask), told=report.notes, seconds=report.seconds),
        Suite(name="findings", cases=finding_cases(report), told=for_information(report)),
        Suite(name="run", cases=_read(report)),
    )


def properties(report: Report) -> dict[str, str]:
    """What was looked at, from where, by what."""
    cluster, vantage = report.cluster, report.vantage
    return {
        "cluster": cluster.context,
        "cluster.server": cluster.server,
        "cluster.version": cluster.version,
        "cluster.nodes": str(cluster.nodes),
        "vantage": vantage.kind.value,
        "vantage.addresses": " ".join(vantage.addresses),
        "kprobe.version": report.version,
        "probed": str(report.probed).lower(),
        "complete": str(complete(report)).lower(),
    }


def _read(report: Report) -> tuple[Case, ...]:
    """Skipped, as what could not be looked at neither passed nor failed; the exit code says whether that is enough.

    The first case is always there: a report without any is an error to Jenkins.
    """
    whole = complete(report)
    first = Case(
        group="run",
        name="everything was read that a verdict rests on",
        outcome=Outcome.PASSED if whole else Outcome.SKIPPED,
        kind="incomplete",
        message="" if whole else report.interrupted or "something could not be read",
    )
    return (first, *map(_gap, report.gaps))


def _gap(gap: Gap) -> Case:
    return Case(
        group="run",
        name=f"{gap.what} could be read",
        outcome=Outcome.SKIPPED,
        kind=gap.reason.name.lower().replace("_", "-"),
        message=f"{gap.reason.value}: {gap.effect}",
        text=gap.detail,
    )
