"""Several clusters in one run: one after the other, so that no probe disturbs another, and a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kprobe.cli.ending import BUG, complain, failed, internal
from kprobe.cli.one_scan import Manner, Target, scan_one
from kprobe.cli.outputs import on_screen
from kprobe.errors import ExitCode, KprobeError
from kprobe.model.outcome import Outcome
from kprobe.model.report import Report
from kprobe.probing.run import STOPPED
from kprobe.render.contract.tally import known, severities, verdicts
from kprobe.render.people.clusters import summary

# What a caller must hear first comes last. A file that could not be written (2) is one of a run that began well.
_ORDER = (ExitCode.OK, ExitCode.FINDINGS, ExitCode.INCOMPLETE, ExitCode.UNREADABLE, ExitCode.USAGE, BUG)


def scan_each(targets: Sequence[Target], manner: Manner, *, verbose: bool) -> int:
    """Scan all of them, whatever becomes of one; the worst exit code.

    Ctrl-C ends all of it, with what is known. Raises KeyboardInterrupt where that is nothing.
    """
    outcomes: list[Outcome] = []
    for target in targets:
        try:
            outcome = _outcome(target, manner, verbose=verbose)
        except KeyboardInterrupt:
            if not outcomes:
                raise
            break
        outcomes.append(outcome)
        if outcome.interrupted == STOPPED:
            break
    outcomes += (_not_looked_at(target) for target in targets[len(outcomes) :])
    code = worst(outcomes)
    _show(outcomes, code, targets[0], manner)
    return code


def worst(outcomes: Sequence[Outcome]) -> int:
    """The exit code of all; what nobody looked at is incomplete, and nothing allows that."""
    return max((ExitCode.INCOMPLETE if o.code is None else o.code for o in outcomes), key=_ORDER.index)


def _outcome(target: Target, manner: Manner, *, verbose: bool) -> Outcome:
    try:
        report, ended = scan_one(target, manner)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug that one cluster brings to light must not hide the others
        code = failed(error, verbose=verbose, about=f"context {target.context}")
        said = error.message if isinstance(error, KprobeError) else internal(error)
        return _without_report(target, code, said)
    return _counted(target, report, ended)


def _counted(target: Target, report: Report, code: int) -> Outcome:
    return Outcome(
        context=target.context or "",
        also=target.among.also if target.among is not None else (),
        server=report.cluster.server,
        code=code,
        ways_in=len(report.exposures),
        verdicts=tuple((verdict, count) for verdict, count in verdicts(report).items() if count),
        severities=tuple((severity, count) for severity, count in severities(report).items() if count),
        known=known(report) or 0,
        gaps=sum(not gap.advisory for gap in report.gaps),
        interrupted=report.interrupted,
    )


def _not_looked_at(target: Target) -> Outcome:
    return _without_report(target, None, f"not looked at: {STOPPED}")


def _without_report(target: Target, code: int | None, error: str) -> Outcome:
    also = target.among.also if target.among is not None else ()
    return Outcome(context=target.context or "", also=also, server=target.server, code=code, error=error)


def _show(outcomes: Sequence[Outcome], code: int, target: Target, manner: Manner) -> None:
    """Where people read the reports; what programs read stays clean, and the summary goes to standard error."""
    spoken = any(d.path is None and d.renderer.spoken for d in target.destinations)
    stream = sys.stdout if spoken else sys.stderr
    summary(outcomes, code, on_screen(stream, colorless=manner.colorless))
    stream.flush()
    if any(outcome.code == ExitCode.INCOMPLETE for outcome in outcomes):
        complain("a report is incomplete, which is exit code 4", "--allow-incomplete accepts that.")
