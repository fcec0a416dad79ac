"""The run itself: how it ended, and what a reader must know about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta

from kprobe.errors import ExitCode
from kprobe.model.report import Report, VantageKind
from kprobe.render.code_scanning.log import Invocation, Level, Message, Notification, Reference, Rule
from kprobe.render.code_scanning.results import literal
from kprobe.render.contract.tally import complete
from kprobe.render.people.headline import standing

_NOTIFICATIONS = {
    "answer": "What `kprobe why` says about its target.",
    "gap": "Something could not be read, and what that makes unsafe to conclude.",
    "interrupted": "The run ended early.",
    "not-probed": "Nothing was knocked on.",
    "note": "What else a reader must know.",
    "vantage": "The probe did not stand outside the cluster.",
}
Endings = Mapping[ExitCode, str]
"""What an exit code of a command means."""
SCANNED: Endings = {
    ExitCode.OK: "nothing at or above --fail-on",
    ExitCode.FINDINGS: "findings at or above --fail-on",
    ExitCode.INCOMPLETE: "incomplete: something could not be read, or the run ended early",
}
ASKED: Endings = {
    ExitCode.OK: "reachable",
    ExitCode.FINDINGS: "not reachable, degraded, unexpected or not exposed",
    ExitCode.INCOMPLETE: "nothing proven",
}
COMPARED: Endings = {
    ExitCode.OK: "nothing is known to be worse",
    ExitCode.FINDINGS: "worse than the older report",
}


def notifications() -> tuple[Rule, ...]:
    """What the run can be notified of."""
    return tuple(
        Rule(id=name, short_description=text, full_description=text, help=text)
        for name, text in ((name, Message(text=text)) for name, text in _NOTIFICATIONS.items())
    )


def invocation(report: Report, code: ExitCode | None, endings: Endings) -> Invocation:
    """`code` is how the process ends, None where nobody knows; `endings`: what that means.

    An incomplete run is not successful: what is missing may be worse.
    """
    ended = report.generated.astimezone(UTC)
    return Invocation(
        execution_successful=complete(report),
        start_time_utc=ended - timedelta(seconds=report.seconds),
        end_time_utc=ended,
        exit_code=code,
        exit_code_description=None if code is None else endings.get(code),
        tool_execution_notifications=tuple(_notified(report)),
    )


def _notified(report: Report) -> Iterator[Notification]:
    if report.interrupted:
        yield _notification("interrupted", "error", f"Ended early: {report.interrupted}")
    for gap in report.gaps:
        detail = f" ({gap.detail})" if gap.detail else ""
        text = f"Not known: {gap.what} ({gap.reason.value}): {gap.effect}{detail}"
        yield _notification("gap", "note" if gap.advisory else "warning", text)
    if not report.probed:
        yield _notification("not-probed", "note", "Not probed: nothing is said about what answers")
    elif report.vantage.kind is not VantageKind.OUTSIDE:
        text = f"Probed {standing(report.vantage)}: this proves nothing about outside"
        yield _notification("vantage", "warning", text)
    if report.why is not None:
        yield _notification("answer", "note", report.why.answer or report.why.target)
    for note in (*report.notes, *(report.why.notes if report.why else ())):
        yield _notification("note", "note", note)


def _notification(name: str, level: Level, text: str) -> Notification:
    return Notification(
        descriptor=Reference(id=name, index=list(_NOTIFICATIONS).index(name)),
        level=level,
        message=Message(text=literal(text)),
    )
