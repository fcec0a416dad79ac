"""What is wrong, under the table: one line a guilty object, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kprobe.model.finding import Finding, Severity
from kprobe.model.policy import Ignored
from kprobe.model.report import Report
from kprobe.render.contract.tally import known, severities
from kprobe.render.people.grid import BELOW, Column, Row, layout
from kprobe.render.people.lines import Line, plain, wrapped
from kprobe.render.people.why import sure
from kprobe.render.people.words import SEVERITY_STYLES, many, number, ways_in
from kprobe.render.renderer import Output

_COLUMNS = (Column(title=""), Column(title=""), Column(title="", least=30))
_FIXES = 2


def findings(report: Report, output: Output, *, every: bool) -> Iterator[Line]:
    """Worst first, then what is ignored.

    What is only worth knowing becomes a count beside errors and warnings, and so does what is known or ignored, unless
    `every`.
    """
    every = every or not output.width
    if report.findings:
        yield plain("")
        yield plain(finding_counts(report), "bold")
        yield from _live(report, output, every=every)
    if report.ignored:
        yield from _ignored(report.ignored, output, every=every)


def _live(report: Report, output: Output, *, every: bool) -> Iterator[Line]:
    ordered = sorted(report.findings, key=lambda f: (f.severity.rank, f.code, f.subject, f.detail))
    fresh = [finding for finding in ordered if not finding.known]
    pressing = [finding for finding in fresh if finding.severity is not Severity.INFO]
    shown = ordered if every else pressing or fresh
    yield from layout(_COLUMNS, [("", [_row(finding, output.width) for finding in shown])], output.width)
    if folded := len(fresh) - len(shown):
        yield from _folded(f"{number(folded)} more for information", output, every=every)
    if more := len(ordered) - len(fresh):
        yield from _folded(f"{number(more)} more that the baseline has", output, every=every)


def _ignored(ignored: Sequence[Ignored], output: Output, *, every: bool) -> Iterator[Line]:
    if not every:
        yield from _folded(f"{many(len(ignored), 'finding')} ignored", output, every=every)
        return
    yield plain("")
    yield plain(f"{many(len(ignored), 'finding')} ignored", "bold")
    yield from layout(_COLUMNS, [("", [_ignored_row(one) for one in ignored])], output.width)


def _folded(text: str, output: Output, *, every: bool) -> Iterator[Line]:
    if not every:
        yield plain(f" {'…' if output.unicode else '...'} {text}: {output.command} -o wide", "dim")


def finding_counts(report: Report) -> str:
    """`3 errors, 1 warning`, `3 errors, of which the baseline has 2`; "" where there is nothing."""
    counts = severities(report)
    words = {Severity.ERROR: ("error", "errors"), Severity.WARNING: ("warning", "warnings")}
    parts = [many(counts[severity], *word) for severity, word in words.items() if counts[severity]]
    if counts[Severity.INFO]:
        parts.append(f"{number(counts[Severity.INFO])} for information")
    old = known(report)
    return ", ".join(parts) + (f", of which the baseline has {number(old)}" if parts and old is not None else "")


def told(finding: Finding) -> str:
    """The message beside its subject: one that begins with it alone need not say it again."""
    subject = str(finding.subject)
    alone = not finding.message.startswith(f"{subject} and ")
    return finding.message.removeprefix(f"{subject} ") if alone else finding.message


def _row(finding: Finding, width: int) -> Row:
    message = sure(told(finding), finding.confidence)
    if finding.exposures and finding.severity is not Severity.INFO and not finding.of_policy:
        message += f"; breaks {ways_in(len(finding.exposures))}"
    if finding.known:
        message += "; known"
    return Row(cells=_cells(finding), prose=message, below=_fixes(finding.fix, width))


def _ignored_row(ignored: Ignored) -> Row:
    until = f" until {ignored.until}" if ignored.until is not None else ""
    return Row(
        cells=_cells(ignored.finding),
        prose=ignored.finding.message.removeprefix(f"{ignored.finding.subject} "),
        below=(f"ignored{until} by {ignored.by}: {ignored.reason}",),
    )


def _cells(finding: Finding) -> tuple[tuple[str, str], ...]:
    return (
        (finding.severity.value, SEVERITY_STYLES[finding.severity]),
        (finding.code, ""),
        (str(finding.subject), ""),
    )


def _fixes(fix: Sequence[str], width: int) -> tuple[str, ...]:
    """Advice is wrapped; a command stays on one line, to be copied."""
    lines: list[str] = []
    for line in fix[:_FIXES]:
        text = f"fix: {line}"
        lines += [text] if line.startswith("kubectl ") else wrapped(text, width and width - BELOW)
    return tuple(lines)
