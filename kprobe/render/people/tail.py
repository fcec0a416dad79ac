"""What a reader must know besides the rows: what is not known, one line of summary, what to run next."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.report import Report, VantageKind
from kprobe.model.snapshot import Gap
from kprobe.render.contract.tally import known, not_probed, severities, verdicts
from kprobe.render.people.exposures import by_namespace
from kprobe.render.people.headline import standing
from kprobe.render.people.lines import Line, Segment, flowed, paragraph, plain
from kprobe.render.people.where import asked_as
from kprobe.render.people.words import VERDICT_STYLES, many, mark, number, verdict_word, ways_in
from kprobe.render.renderer import Output

_REASONS = 5


def tail(report: Report, output: Output, *, every: bool) -> Iterator[Line]:
    """All of it. `every`: this is already the wide form, which need not be suggested."""
    yield plain("")
    for text, style in (*caveats(report), *((note, "") for note in (*report.notes, *_held_against(report)))):
        yield from paragraph(text, output, style, hang=2)
    yield from _summary(report, output)
    commands = output.next or _next(report, output, every=every)
    for index, command in enumerate(commands):
        yield plain(f"{'      ' if index else 'Next: '}{command}")


def _held_against(report: Report) -> Iterator[str]:
    """Which files decided what counts, so that nobody wonders."""
    held = report.held_against
    if held is not None and held.policy:
        ignored = f": {many(len(report.ignored), 'finding')} ignored" if report.ignored else " holds"
        yield f"Policy {held.policy}{ignored}."
    if held is not None and held.baseline:
        fresh = sum(not finding.known for finding in report.findings)
        new = sum(item.known is False for item in report.exposures)
        old = f"{many(known(report) or 0, 'finding')} and {ways_in(len(report.exposures) - new)}"
        yield f"Baseline {held.baseline}: new are {many(fresh, 'finding')} and {ways_in(new)}; known are {old}."


def caveats(report: Report) -> Iterator[Segment]:
    """What the report does not know, and why."""
    if report.interrupted:
        yield f"Ended early: {report.interrupted}. What was not reached is shown as not probed.", "bold yellow"
    if report.probed and report.vantage.kind is not VantageKind.OUTSIDE and not report.vantages:
        detail = f" ({report.vantage.detail})" if report.vantage.detail else ""
        yield f"Probed {standing(report.vantage)}: this proves nothing about outside{detail}.", "bold yellow"
    yield from not_known(report.gaps)
    if not report.probed:
        yield "Not probed: probing was switched off; nothing is said about what answers.", "yellow"
        return
    groups = not_probed(report)
    for group in groups[:_REASONS]:
        entries = many(group.count, "entry", "entries")
        more = f" and {number(group.count - len(group.examples))} more" if group.count > len(group.examples) else ""
        some = f" ({', '.join(group.examples)}{more})" if group.examples else ""
        yield f"Not probed: {entries}: {group.reason}{some}", ""
    if rest := groups[_REASONS:]:
        yield f"Not probed: {many(sum(g.count for g in rest), 'entry', 'entries')} for other reasons", ""


def not_known(gaps: Iterable[Gap]) -> Iterator[Segment]:
    """What could not be read, alike ones together, and what that makes unsafe to conclude."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for gap in gaps:
        alike.setdefault((gap.reason.value, gap.effect, gap.detail), []).append(gap.what)
    for (reason, effect, said), names in alike.items():
        detail = f" ({said})" if said else ""
        yield f"Not known: {', '.join(names)} ({reason}): {effect}{detail}", "yellow"


def _summary(report: Report, output: Output) -> Iterator[Line]:
    """The marks with their words: it doubles as the legend."""
    if not report.exposures:
        yield plain(
            "No way in from outside was found"
            + (" in what could be read." if any(not gap.advisory for gap in report.gaps) else "."),
            "bold",
        )
        return
    parts: list[Segment] = [(f"{ways_in(len(report.exposures))}:", "bold")]
    parts += [
        (f"{mark(verdict, unicode=output.unicode)} {number(count)} {verdict_word(verdict)}", VERDICT_STYLES[verdict])
        for verdict, count in verdicts(report).items()
        if count
    ]
    counts = severities(report)
    if not counts[Severity.ERROR] and not counts[Severity.WARNING]:
        parts.append(("no errors, no warnings", ""))
    yield from flowed(parts, output.width)


def _next(report: Report, output: Output, *, every: bool) -> tuple[str, ...]:
    if not report.probed:
        return (f"{output.command.replace(' --no-probe', '')}   # and see what answers",)
    wide = () if every else (f"{output.command} -o wide   # every address by itself, and every finding",)
    ordered = [item for _, members in by_namespace(report.exposures) for item in members]
    worst = min(ordered, key=lambda item: item.verdict.rank, default=None)
    if worst is not None and worst.verdict is not Verdict.REACHABLE:
        return (f"{output.ask} {shlex.quote(asked_as(worst.exposure))}   # link by link, and what mends it", *wide)
    return (f"{output.command} -o json=report.json   # all of it, for a program or to keep",)
