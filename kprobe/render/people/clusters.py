"""Several clusters in one run: what tells their pages apart, and a row for each at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kprobe.errors import ExitCode
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.outcome import Outcome
from kprobe.model.text import sanitised
from kprobe.render.people.grid import Column, Row, layout
from kprobe.render.people.lines import cell_len, paragraph, plain, write
from kprobe.render.people.words import many, number, verdict_word
from kprobe.render.renderer import Among, Output

_COLUMNS = (
    Column(title="", least=1),
    Column(title="CONTEXT"),
    Column(title="SERVER"),
    Column(title="WAYS IN", least=7, right=True),
    Column(title="EXIT", least=4, right=True),
)
_RULE = 80  # columns of a heading where no screen says how many there are
_FAILED = ("✗", "X", "bold red")
_NO_REPORT = ("!", "!", "bold red")
_INCOMPLETE = ("~", "~", "yellow")
_HEALTHY = ("✓", "+", "green")
_OPEN = ("·", "-", "dim")  # nothing failed, nor is all of it known to work
_SEVERITIES = {
    Severity.ERROR: ("error", ""),
    Severity.WARNING: ("warning", ""),
    Severity.INFO: ("for information", "for information"),
}


def heading(among: Among, output: Output) -> None:
    """Write `── prod, 2 of 3 ───`, after a blank line but for the first."""
    stroke = "─" if output.unicode else "-"
    clean = sanitised(among)
    also = f", also {', '.join(clean.also)}" if clean.also else ""
    text = f"{stroke * 2} {clean.name}, {number(clean.number)} of {number(clean.of)}{also} "
    line = text + stroke * max((output.width or _RULE) - cell_len(text), 2)
    write([plain(""), plain(line, "bold")] if among.number > 1 else [plain(line, "bold")], output)


def summary(outcomes: Sequence[Outcome], code: int, output: Output) -> None:
    """Write a row for each cluster and the exit `code` of all."""
    clean = sanitised(tuple(outcomes))
    title = f"{many(len(clean), 'context')}, exit code {code}"
    lines = [plain(""), *paragraph(title, output, "bold", hang=2)]
    lines += layout(_COLUMNS, [("", [_row(outcome, output) for outcome in clean])], output.width, "RESULT")
    write(lines, output)


def _row(outcome: Outcome, output: Output) -> Row:
    unicode, ascii_only, style = _mark(outcome)
    return Row(
        cells=(
            (unicode if output.unicode else ascii_only, style),
            (outcome.context, ""),
            (outcome.server or "-", ""),
            ("-" if outcome.error else number(outcome.ways_in), ""),
            ("-" if outcome.code is None else str(outcome.code), style),
        ),
        prose="; ".join(_result(outcome)),
    )


def _mark(outcome: Outcome) -> tuple[str, str, str]:
    if outcome.code is None:
        return _OPEN
    if outcome.error:
        return _NO_REPORT
    if outcome.code == ExitCode.FINDINGS:
        return _FAILED
    if outcome.gaps or outcome.interrupted:
        return _INCOMPLETE
    works = all(verdict is Verdict.REACHABLE for verdict, _ in outcome.verdicts)
    return _HEALTHY if works and Severity.ERROR not in dict(outcome.severities) else _OPEN


def _result(outcome: Outcome) -> Iterator[str]:
    if outcome.error:
        yield outcome.error
    else:
        found = [f"{number(count)} {verdict_word(verdict)}" for verdict, count in outcome.verdicts]
        where = " in what could be read" if outcome.gaps else ""
        yield ", ".join(found) or f"no way in was found{where}"
        findings = [many(count, *_SEVERITIES[severity]) for severity, count in outcome.severities]
        known = f" ({number(outcome.known)} known)" if outcome.known else ""
        yield (", ".join(findings) or "no findings") + known
        if outcome.gaps:
            yield many(outcome.gaps, "gap")
        if outcome.interrupted:
            yield f"ended early: {outcome.interrupted}"
    if outcome.also:
        yield f"also {', '.join(outcome.also)}"
