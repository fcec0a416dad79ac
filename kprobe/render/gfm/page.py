"""The whole page: short enough for a comment, what is wrong first."""

from __future__ import annotations

import io
import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import ExposureReport, Report
from kprobe.model.why import Why
from kprobe.render.contract.tally import severities
from kprobe.render.gfm.findings import finding_block, finding_line, folded
from kprobe.render.gfm.tables import head, verdict_counts, way_in_row
from kprobe.render.gfm.text import block, code, literal
from kprobe.render.people.findings import finding_counts
from kprobe.render.people.headline import headline
from kprobe.render.people.tail import caveats
from kprobe.render.people.target import target_page
from kprobe.render.people.where import asked_as
from kprobe.render.people.words import many, number, ways_in
from kprobe.render.renderer import Output

_ROOM = 12_000  # characters for each of the five parts that may be long: a comment on GitHub has room for 65,536
_LINE = 1_000
_ANSWER = 5 * _ROOM
_KNOWN_BAD = (Verdict.UNREACHABLE, Verdict.DEGRADED, Verdict.UNEXPECTED)
_NOT_KNOWN = (Verdict.UNKNOWN, Verdict.NOT_PROBED)


def scan_page(report: Report, output: Output) -> str:
    """A scan."""
    return "\n\n".join((*_headline(report), *_ways_in(report), *_findings(report), *_foot(report, output))) + "\n"


def why_page(report: Report, why: Why, output: Output) -> str:
    """One target: the answer, and the page as a terminal shows it."""
    stream = io.StringIO()
    target_page(report, why, replace(output, stream=stream, color=False, width=0, unicode=True), every=False)
    shown, left_out = _fitting(stream.getvalue().splitlines(), _ANSWER)
    rest = (f"{many(left_out, 'line')} left out.",) if left_out else ()
    parts = (f"## kprobe why {code(why.target)}", f"**{literal(why.answer)}**", block(shown), *rest, _made(report))
    return "\n\n".join(parts) + "\n"


def _headline(report: Report) -> Iterator[str]:
    first = "".join(text for line in headline(report, Output(stream=io.StringIO())) for text, _ in line)
    yield f"## kprobe: {_result(report)}"
    yield literal(first)
    yield verdict_counts(report)


def _result(report: Report) -> str:
    """What a reader who reads no further must know."""
    counts = severities(report)
    found = finding_counts(report) if counts[Severity.ERROR] or counts[Severity.WARNING] else "no errors, no warnings"
    bad = sum(item.verdict in _KNOWN_BAD for item in report.exposures)
    wants = "needs" if bad == 1 else "need"
    return f"{found}; {number(bad)} of {ways_in(len(report.exposures))} {wants} attention" if bad else found


def _ways_in(report: Report) -> Iterator[str]:
    ordered = sorted(report.exposures, key=lambda i: (i.verdict.rank, i.exposure.source.namespace, i.exposure.id))
    if wrong := [item for item in ordered if item.verdict in _KNOWN_BAD]:
        yield _table(wrong)
    if unclear := [item for item in ordered if item.verdict in _NOT_KNOWN]:
        yield folded(f"{ways_in(len(unclear))} of which nothing is known", _table(unclear))


def _table(items: Sequence[ExposureReport]) -> str:
    rows, left_out = _fitting(map(way_in_row, items))
    table = "\n".join((head(), *rows))
    return f"{table}\n\n{_more(ways_in(left_out))}" if left_out else table


def _findings(report: Report) -> Iterator[str]:
    pressing = [finding for finding in report.findings if finding.severity is not Severity.INFO]
    if pressing:
        yield "### Findings"
        yield from _blocks(pressing)
    if others := [finding for finding in report.findings if finding.severity is Severity.INFO]:
        lines, left_out = _fitting(map(finding_line, others))
        rest = (f"- {_more(many(left_out, 'finding'))}",) if left_out else ()
        yield folded(f"{number(len(others))} for information", "\n".join((*lines, *rest)))


def _blocks(findings: Sequence[Finding]) -> Iterator[str]:
    blocks, left_out = _fitting(map(finding_block, findings))
    yield from blocks
    if left_out:
        yield _more(many(left_out, "finding"))


def _foot(report: Report, output: Output) -> Iterator[str]:
    if told := [*(text for text, _ in caveats(report)), *report.notes]:
        lines, left_out = _fitting(f"- {literal(text)}" for text in told)
        rest = (f"- {_more(many(left_out, 'remark'))}",) if left_out else ()
        yield "### To know"
        yield "\n".join((*lines, *rest))
    worst = min(report.exposures, key=lambda item: item.verdict.rank, default=None)
    commands = output.next
    if not commands and worst is not None and worst.verdict in _KNOWN_BAD:
        commands = (f"{output.ask} {shlex.quote(asked_as(worst.exposure))}",)
    shown, _ = _fitting((code(command.partition("   #")[0]) for command in commands), _LINE)
    if shown:
        yield f"Next: {', '.join(shown)}"
    yield _made(report)


def _made(report: Report) -> str:
    return f"<sub>kprobe {report.version}, {report.generated.astimezone(UTC):%Y-%m-%d %H:%M} UTC</sub>"


def _more(what: str) -> str:
    return f"and {what} more, for which there was no room here: `-o table` has all of it"


def _fitting(texts: Iterable[str], room: int = _ROOM) -> tuple[list[str], int]:
    """The first that fit into `room` characters together, and how many do not."""
    kept: list[str] = []
    left_out = 0
    for text in texts:
        room -= len(text) + 2
        if left_out or room < 0:
            left_out += 1
        else:
            kept.append(text)
    return kept, left_out
