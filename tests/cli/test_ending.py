from __future__ import annotations

import os
import sys
from typing import NoReturn

import pytest
import typer
from msgspec.structs import replace

from kprobe.cli.ending import BROKEN_PIPE, BUG, INTERRUPTED, FailOn, answer_code, exit_code, guarded
from kprobe.errors import ExitCode, KprobeError, UsageError
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.report import Report
from tests.kit import reports, targets

ERROR, WARNING, INFO = (
    reports.report(findings=(reports.finding(severity=s),)) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)
)
CLEAN = reports.healthy()


@pytest.mark.parametrize(
    ("report", "fail_on", "code"),
    [
        (CLEAN, FailOn.INFO, ExitCode.OK),
        (ERROR, FailOn.ERROR, ExitCode.FINDINGS),
        (WARNING, FailOn.ERROR, ExitCode.OK),
        (WARNING, FailOn.WARNING, ExitCode.FINDINGS),
        (INFO, FailOn.WARNING, ExitCode.OK),
        (INFO, FailOn.INFO, ExitCode.FINDINGS),
        (ERROR, FailOn.NEVER, ExitCode.OK),
    ],
    ids=[
        "nothing found",
        "an error",
        "a warning is milder than an error",
        "a warning where warnings count",
        "information is milder than a warning",
        "information where it counts",
        "an error where nothing counts",
    ],
)
def test_a_finding_at_or_above_the_limit_fails_the_run(report: Report, fail_on: FailOn, code: ExitCode) -> None:
    assert exit_code(report, fail_on, allow_incomplete=False) is code


@pytest.mark.parametrize("base", [CLEAN, ERROR], ids=["nothing found", "an error found"])
@pytest.mark.parametrize("change", [{"gaps": (reports.GAP,)}, {"interrupted": "Ctrl-C"}], ids=["a gap", "an early end"])
def test_an_incomplete_report_says_so_unless_that_is_allowed(base: Report, change: dict[str, object]) -> None:
    report = replace(base, **change)
    assert exit_code(report, FailOn.ERROR, allow_incomplete=False) is ExitCode.INCOMPLETE
    allowed = ExitCode.FINDINGS if base is ERROR else ExitCode.OK
    assert exit_code(report, FailOn.ERROR, allow_incomplete=True) is allowed


def test_what_was_not_probed_does_not_make_a_report_incomplete() -> None:
    no_gaps = replace(reports.every_verdict(), gaps=(), findings=())
    assert exit_code(no_gaps, FailOn.ERROR, allow_incomplete=False) is ExitCode.OK


def ended(error: BaseException, *, verbose: bool = False) -> int:
    def fail() -> NoReturn:
        raise error

    with pytest.raises(typer.Exit) as end, guarded(verbose=verbose):
        fail()
    return end.value.exit_code


def test_an_error_of_ours_is_its_message_its_hint_and_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(KprobeError("the server is away", hint="start it")) == 3
    assert capsys.readouterr().err == "kprobe: the server is away\n  start it\n"
    assert ended(UsageError("no such thing")) == 2


def test_an_error_never_controls_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    ended(KprobeError("bad\x1b[2J", hint="evil\x07"))
    assert capsys.readouterr().err == "kprobe: bad\\x1b[2J\n  evil\\x07\n"


def test_an_error_nobody_foresaw_is_one_line_and_asks_for_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(ZeroDivisionError("division by zero")) == BUG
    shown = capsys.readouterr().err
    assert "internal error: ZeroDivisionError: division by zero" in shown
    assert "run it again with -v" in shown
    assert "Traceback" not in shown


def test_verbose_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(ZeroDivisionError(), verbose=True) == BUG
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_has_the_shell_s_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(KeyboardInterrupt()) == INTERRUPTED
    assert capsys.readouterr().err == "kprobe: interrupted before there was anything to show\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    program = os.fdopen(write, "w")

    def tell() -> None:
        with guarded(verbose=False):
            program.write("x" * 100_000)
            program.flush()

    stdout, sys.stdout = sys.stdout, program
    try:
        with pytest.raises(typer.Exit) as end:
            tell()
        program.close()  # what is left in the buffer raises no more
    finally:
        sys.stdout = stdout
    assert end.value.exit_code == BROKEN_PIPE


def test_an_exit_passes_through() -> None:
    assert ended(typer.Exit(4)) == 4


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.REACHABLE, ExitCode.OK),
        (Verdict.UNREACHABLE, ExitCode.FINDINGS),
        (Verdict.DEGRADED, ExitCode.FINDINGS),
        (Verdict.UNEXPECTED, ExitCode.FINDINGS),
        (Verdict.UNKNOWN, ExitCode.INCOMPLETE),
        (Verdict.NOT_PROBED, ExitCode.INCOMPLETE),
        (None, ExitCode.FINDINGS),
    ],
    ids=str,
)
def test_the_answer_about_one_target_decides(verdict: Verdict | None, code: ExitCode) -> None:
    assert answer_code(targets.asked(verdict=verdict)) is code


def test_a_gap_spoils_good_news_and_leaves_a_proven_fault_proven() -> None:
    gaps = (reports.GAP,)
    assert answer_code(replace(targets.healthy(), gaps=gaps)) is ExitCode.INCOMPLETE
    assert answer_code(replace(targets.healthy(), gaps=gaps), allow_incomplete=True) is ExitCode.OK
    assert answer_code(replace(targets.broken(), gaps=gaps)) is ExitCode.FINDINGS


def test_that_nothing_leads_there_is_not_proven_where_something_could_not_be_read() -> None:
    assert answer_code(replace(targets.asked(verdict=None), gaps=(reports.GAP,))) is ExitCode.INCOMPLETE


def test_without_a_probe_only_what_the_api_proves_is_a_fault() -> None:
    def unprobed(confidence: Confidence) -> Report:
        return replace(targets.asked(verdict=Verdict.NOT_PROBED, confidence=confidence), probed=False)

    assert answer_code(unprobed(Confidence.CERTAIN)) is ExitCode.FINDINGS
    assert answer_code(unprobed(Confidence.LIKELY)) is ExitCode.INCOMPLETE
