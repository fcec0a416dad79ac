"""Two reports, compared, for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import UTC

from kprobe.model.difference import Change, Difference, ExposureChange, FindingChange, Side
from kprobe.model.exposure import Scope
from kprobe.model.report import ExposureReport
from kprobe.render.people.grid import Column, Row, layout
from kprobe.render.people.headline import standing
from kprobe.render.people.lines import Line, paragraph, plain, write
from kprobe.render.people.sections import result, sections, severity
from kprobe.render.people.seen import seen
from kprobe.render.people.where import asked_as, where
from kprobe.render.people.why import sure, why
from kprobe.render.people.words import SEVERITY_STYLES, VERDICT_STYLES, kind_word, verdict_word
from kprobe.render.renderer import Output

_WAYS = (
    Column(title="", least=1),
    Column(title="WAY IN", least=24),
    Column(title="WHERE", least=18),
    Column(title="BEFORE", whole=False, least=10),
    Column(title="NOW", whole=False, least=10),
)
_FINDINGS = (Column(title="", least=1), Column(title=""), Column(title=""), Column(title="", least=30))
_MARKS = {
    Change.NEW: ("+", "bold red"),
    Change.CHANGED: ("~", "yellow"),
    Change.GONE: ("-", "green"),
    Change.NOT_KNOWN_BEFORE: ("?", "cyan"),
    Change.NO_LONGER_KNOWN: ("?", "cyan"),
}
_SCOPES = {Scope.INTERNET: "internet", Scope.PRIVATE: "private", Scope.LOOPBACK: "loopback", Scope.UNKNOWN: ""}
_NOTHING = "-"


def difference_page(difference: Difference, output: Output, *, every: bool = False) -> None:
    """Write it: what was compared, what is different, what is not known, what to do next.

    `every`: with what was seen at each way in, and the evidence of each finding.
    """
    shown = sections(difference)
    lines: list[Line] = [*_headline(difference, output)]
    ways = [(heading, [_way(c, every=every) for c in changes]) for heading, changes in shown.exposures]
    if ways:
        lines += [plain(""), *layout(_WAYS, ways, output.width, "WHY")]
    findings = [(heading, [_finding(c, every=every) for c in changes]) for heading, changes in shown.findings]
    if findings:
        lines += [plain(""), *layout(_FINDINGS, findings, output.width)]
    lines.append(plain(""))
    for note in difference.notes:
        lines += paragraph(note, output, "yellow", hang=2)
    lines += paragraph(result(difference), output, "bold red" if difference.worse else "bold", hang=2)
    lines += [plain(f"Next: {command}") for command in _next(difference, output)]
    write(lines, output)


def _headline(difference: Difference, output: Output) -> Iterator[Line]:
    cluster = difference.new.report.cluster
    arrow = "→" if output.unicode else "->"
    text = f"{_side(difference.old)} {arrow} {_side(difference.new)}"
    name = cluster.context or cluster.server
    yield from paragraph(f"{name}: {text}" if name else text, output, "bold", hang=2)


def _side(side: Side) -> str:
    """`old.json (2026-11-23 03:17 UTC, from outside (192.0.2.10))`."""
    report = side.report
    stood = standing(report.vantage) if report.probed else "not probed"
    return f"{side.name} ({report.generated.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {stood})"


def _way(change: ExposureChange, *, every: bool) -> Row:
    item = change.latest
    mark, style = _MARKS[change.change]
    if change.worse or change.opened:
        style = "bold red"
    return Row(
        cells=(
            (mark, style),
            (f"{kind_word(item.exposure.kind)} {item.exposure.source.path}", ""),
            (where(item.exposure), ""),
            _state(change.before),
            _state(change.after),
        ),
        prose="; ".join(filter(None, (change.reason or _because(change), _seen(change) if every else ""))),
    )


def _because(change: ExposureChange) -> str:
    """Of a way in that is there, what is wrong with it."""
    if change.after is None:
        return ""
    expected = "expected by the policy" if change.after.expected else ""
    return "; ".join(part for part in (expected, why(change.after)) if part)


def _state(item: ExposureReport | None) -> tuple[str, str]:
    """`internet, reachable`."""
    if item is None:
        return _NOTHING, ""
    parts = (_SCOPES[item.exposure.scope], verdict_word(item.verdict))
    return ", ".join(part for part in parts if part), VERDICT_STYLES[item.verdict]


def _seen(change: ExposureChange) -> str:
    """`seen open 200, now filtered`."""
    looks = [seen(item.entries) for item in (change.before, change.after) if item is not None and item.entries]
    return f"seen {', now '.join(dict.fromkeys(looks))}" if looks else ""


def _finding(change: FindingChange, *, every: bool) -> Row:
    finding = change.latest
    mark, style = _MARKS[change.change]
    message = sure(finding.message.removeprefix(f"{finding.subject} "), finding.confidence)
    return Row(
        cells=(
            (mark, "bold red" if change.worse else style),
            (severity(change), SEVERITY_STYLES[finding.severity]),
            (finding.code, ""),
            (str(finding.subject), ""),
        ),
        prose="; ".join(part for part in (message, change.reason, *(finding.evidence if every else ())) if part),
    )


def _next(difference: Difference, output: Output) -> Iterator[str]:
    for change in difference.exposures:
        if (change.worse or change.opened) and change.after is not None:
            yield f"{output.ask} {shlex.quote(asked_as(change.after.exposure))}   # link by link, and what mends it"
            return
