"""The top of the page: what was looked at, from where and when, how much of it there is, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.render.contract.tally import severities, verdicts
from kprobe.render.people.headline import data_planes, standing
from kprobe.render.people.tail import caveats
from kprobe.render.people.words import duration, many, number, verdict_word, ways_in
from kprobe.render.web.bounds import clipped, few
from kprobe.render.web.marks import Mark, of_severity, of_verdict

_BAR = 1000  # units of the bar's width
_SLIVER = 4  # units that the smallest share gets, so that one of ten thousand is still seen


class Fact(Struct, frozen=True, kw_only=True):
    """One figure of the headline; `exact` is the same for programs, "" where there is none."""

    name: str
    value: str
    exact: str = ""


class Count(Struct, frozen=True, kw_only=True):
    """How many of one verdict or severity (`value`); `start` and `width` are its share of a bar of a thousand."""

    value: str
    mark: Mark
    count: str
    start: int = 0
    width: int = 0


class Caveat(Struct, frozen=True, kw_only=True):
    """What the report does not know. `name` is its kind; `grave`: it casts doubt on all of the rest."""

    name: str
    text: str
    grave: bool


class Summary(Struct, frozen=True, kw_only=True):
    """`title` is the cluster's name, `lead` the report in one sentence."""

    title: str
    lead: str
    facts: tuple[Fact, ...]
    verdicts: tuple[Count, ...]
    severities: tuple[Count, ...]
    caveats: tuple[Caveat, ...]
    notes: tuple[str, ...]


def summary(report: Report) -> Summary:
    """Of the whole report."""
    return Summary(
        title=clipped(report.cluster.context or report.cluster.server or "cluster"),
        lead=lead(report),
        facts=tuple(_facts(report)),
        verdicts=tuple(_shares(report)),
        severities=tuple(
            Count(value=severity.value, mark=of_severity(severity), count=number(count))
            for severity, count in severities(report).items()
            if count
        ),
        caveats=tuple(_caveats(report)),
        notes=few(report.notes, most=20),
    )


def lead(report: Report) -> str:
    """As in `12 of 24 ways in are unreachable from here`."""
    total, counts = len(report.exposures), verdicts(report)
    if not total:
        partly = " in what could be read" if any(not gap.advisory for gap in report.gaps) else ""
        return f"No way in from outside was found{partly}."
    if not report.probed:
        return f"{ways_in(total)}; nothing was knocked on."
    if counts[Verdict.REACHABLE] == total:
        return f"{'The only way in is' if total == 1 else f'All {ways_in(total)} are'} reachable from here."
    worst = next(verdict for verdict, count in counts.items() if count)
    shown = worst if worst in {Verdict.UNREACHABLE, Verdict.DEGRADED} else Verdict.REACHABLE
    are = "is" if counts[shown] == 1 else "are"
    return f"{number(counts[shown])} of {ways_in(total)} {are} {verdict_word(shown)} from here."


def _facts(report: Report) -> Iterator[Fact]:
    cluster, made = report.cluster, report.generated.astimezone(UTC)
    entries = sum(len(item.entries) for item in report.exposures)
    if cluster.version:
        yield Fact(name="Kubernetes", value=clipped(cluster.version))
    yield Fact(name="Nodes", value=number(cluster.nodes))
    yield Fact(name="Data plane", value=data_planes(cluster))
    yield Fact(name="Looked at", value=clipped(standing(report.vantage)) if report.probed else "not probed")
    yield Fact(name="Ways in", value=f"{number(len(report.exposures))} ({many(entries, 'entry', 'entries')})")
    yield Fact(name="When", value=f"{made:%Y-%m-%d %H:%M} UTC", exact=made.isoformat(timespec="seconds"))
    yield Fact(name="Took", value=duration(report.seconds))


def _shares(report: Report) -> Iterator[Count]:
    """The bar is full, however small a share is."""
    counts = {verdict: count for verdict, count in verdicts(report).items() if count}
    room, total, start = _BAR - _SLIVER * len(counts), sum(counts.values()), 0
    for index, (verdict, count) in enumerate(counts.items()):
        width = _SLIVER + round(room * count / total) if index < len(counts) - 1 else _BAR - start
        yield Count(
            value=verdict.value, mark=of_verdict(verdict), count=number(count), start=start, width=max(width, 0)
        )
        start += width


def _caveats(report: Report) -> Iterator[Caveat]:
    for text, style in caveats(report):
        name, colon, rest = text.partition(": ")
        grave = "bold" in style
        if colon and not grave:
            yield Caveat(name=name, text=clipped(rest), grave=False)
        else:
            yield Caveat(name="", text=clipped(text), grave=grave)
