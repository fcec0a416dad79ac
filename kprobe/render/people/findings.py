"""What is wrong, under the table: one line a guilty object, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kprobe.model.finding import Finding, Severity
from kprobe.model.report import Report
from kprobe.render.contract.tally import severities
from kprobe.render.people.grid import BELOW, Column, Row, layout
from kprobe.render.people.lines import Line, plain, wrapped
from kprobe.render.people.why import sure
from kprobe.render.people.words import SEVERITY_STYLES, many, number, ways_in
from kprobe.render.renderer import Output

_COLUMNS = (Column(title=""), Column(title=""), Column(title="", least=30))
_FIXES = 2


def findings(report: Report, output: Output, *, every: bool) -> Iterator[Line]:
    """Worst first. What is only worth knowing becomes a count beside errors and warnings, unless `every`."""
    if not report.findings:
        return
    ordered = sorted(report.findings, key=lambda f: (f.severity.rank, f.code, f.subject, f.detail))
    pressing = [finding for finding in ordered if finding.severity is not Severity.INFO]
    shown = pressing if pressing and output.width and not every else ordered
    yield plain("")
    yield plain(finding_counts(report), "bold")
    yield from layout(_COLUMNS, [("", [_row(finding, output.width) for finding in shown])], output.width)
    if folded := len(ordered) - len(shown):
        ellipsis = "…" if output.unicode else "..."
        yield plain(f" {ellipsis} {number(folded)} more for information: {output.command} -o wide", "dim")


def finding_counts(report: Report) -> str:
    """`3 errors, 1 warning`; "" where there is nothing."""
    counts = severities(report)
    words = {Severity.ERROR: ("error", "errors"), Severity.WARNING: ("warning", "warnings")}
    parts = [many(counts[severity], *word) for severity, word in words.items() if counts[severity]]
    if counts[Severity.INFO]:
        parts.append(f"{number(counts[Severity.INFO])} for information")
    return ", ".join(parts)


def told(finding: Finding) -> str:
    """The message beside its subject: one that begins with it alone need not say it again."""
    subject = str(finding.subject)
    alone = not finding.message.startswith(f"{subject} and ")
    return finding.message.removeprefix(f"{subject} ") if alone else finding.message


def _row(finding: Finding, width: int) -> Row:
    message = sure(told(finding), finding.confidence)
    if finding.exposures and finding.severity is not Severity.INFO:
        message += f"; breaks {ways_in(len(finding.exposures))}"
    cells = (
        (finding.severity.value, SEVERITY_STYLES[finding.severity]),
        (finding.code, ""),
        (str(finding.subject), ""),
    )
    return Row(cells=cells, prose=message, below=_fixes(finding.fix, width))


def _fixes(fix: Sequence[str], width: int) -> tuple[str, ...]:
    """Advice is wrapped; a command stays on one line, to be copied."""
    lines: list[str] = []
    for line in fix[:_FIXES]:
        text = f"fix: {line}"
        lines += [text] if line.startswith("kubectl ") else wrapped(text, width and width - BELOW)
    return tuple(lines)
