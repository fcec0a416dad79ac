"""How a run ends: exit codes, and one clear message instead of a traceback.

Besides the codes of `ExitCode`: 70 for a bug in kprobe, 130 when interrupted before there was anything to show, 141
when the reader of standard output went away.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from kprobe.errors import ExitCode, KprobeError
from kprobe.model.text import visible

if TYPE_CHECKING:
    from kprobe.model.report import Report

BUG = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 128 + 2
BROKEN_PIPE = 128 + 13


class FailOn(StrEnum):
    """The mildest finding that makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"

    @property
    def counted(self) -> tuple[str, ...]:
        """The severities that it means."""
        order = [severity.value for severity in FailOn if severity is not FailOn.NEVER]
        return () if self is FailOn.NEVER else tuple(order[: order.index(self.value) + 1])


def exit_code(report: Report, fail_on: FailOn, *, allow_incomplete: bool) -> ExitCode:
    """What the process tells its caller: what the baseline has does not count.

    An incomplete report (a gap, an early end) is INCOMPLETE whatever it found: what is missing may be worse.
    """
    if (any(not gap.advisory for gap in report.gaps) or report.interrupted) and not allow_incomplete:
        return ExitCode.INCOMPLETE
    failed = any(finding.severity.value in fail_on.counted and not finding.known for finding in report.findings)
    return ExitCode.FINDINGS if failed else ExitCode.OK


def answer_code(report: Report, *, allow_incomplete: bool = False) -> ExitCode:
    """What `kprobe why` tells its caller: a proven fault is one, whatever could not be read besides."""
    from kprobe.model.diagnosis import Verdict  # noqa: PLC0415 - `kprobe --help` must not load the model
    from kprobe.model.finding import Confidence  # noqa: PLC0415 - as above

    why = report.why
    if why is None:
        return ExitCode.INCOMPLETE
    proven = why.confidence is Confidence.CERTAIN and not report.probed
    if why.verdict in {Verdict.UNREACHABLE, Verdict.DEGRADED, Verdict.UNEXPECTED} or (
        why.verdict is Verdict.NOT_PROBED and proven
    ):
        return ExitCode.FINDINGS
    incomplete = any(not gap.advisory for gap in report.gaps) or bool(report.interrupted)
    if why.verdict in {Verdict.UNKNOWN, Verdict.NOT_PROBED} or (incomplete and not allow_incomplete):
        return ExitCode.INCOMPLETE
    return ExitCode.OK if why.verdict is Verdict.REACHABLE else ExitCode.FINDINGS


def complain(message: str, hint: str = "") -> None:
    """One message on stderr, with nothing in it that a terminal would obey."""
    _print(f"kprobe: {visible(message)}")
    if hint:
        _print(f"  {visible(hint)}")


def _print(text: str) -> None:
    """On a terminal broken at spaces, so that no name is cut in the middle."""
    if sys.stderr.isatty():
        text = textwrap.fill(
            text,
            max(shutil.get_terminal_size().columns, 20),
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
            drop_whitespace=True,
        )
    print(text, file=sys.stderr)  # noqa: T201 - this is the command line


@contextmanager
def guarded(*, verbose: bool) -> Iterator[None]:
    """Ends the process with the right code and one message, whatever is raised inside."""
    try:
        yield
        sys.stdout.flush()
    except typer.Exit:
        raise
    except KprobeError as error:
        trace(error, verbose=verbose)
        complain(error.message, error.hint)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        complain("interrupted before there was anything to show")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # What is still buffered would raise once more when the interpreter closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None
    except Exception as error:  # noqa: BLE001 - the last line of defence
        trace(error, verbose=verbose)
        complain(
            f"internal error: {type(error).__name__}: {error}",
            "" if verbose else "This is a bug in kprobe: run it again with -v for the traceback, and report that.",
        )
        raise typer.Exit(BUG) from None


def trace(error: Exception, *, verbose: bool) -> None:
    """The traceback for `-v`: file names and lines, never the values of variables."""
    if not verbose:
        return
    for block in traceback.format_exception(error):
        for line in block.splitlines():
            print(visible(line), file=sys.stderr)  # noqa: T201 - this is the command line
