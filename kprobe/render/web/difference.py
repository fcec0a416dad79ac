"""The parts of a difference's page: what was compared, and the changes under the headings of the table."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import TypeVar

from msgspec import Struct

from kprobe.model.difference import Change, Difference, ExposureChange, FindingChange, Side
from kprobe.model.exposure import Scope
from kprobe.model.finding import Finding
from kprobe.model.report import ExposureReport
from kprobe.render.people.headline import standing
from kprobe.render.people.sections import Named, sections
from kprobe.render.people.where import asked_as, where
from kprobe.render.people.why import sure, why
from kprobe.render.people.words import kind_word
from kprobe.render.web.blocks import Block, blocks
from kprobe.render.web.bounds import FINDINGS, WAYS, clipped, few, whole
from kprobe.render.web.marks import Mark, of_severity, of_verdict

C = TypeVar("C", ExposureChange, FindingChange)
_CHANGES = {
    Change.NEW: Mark(icon="info", word="new"),
    Change.CHANGED: Mark(icon="part", word="changed"),
    Change.GONE: Mark(icon="off", word="gone"),
    Change.NOT_KNOWN_BEFORE: Mark(icon="ask", word="not known before"),
    Change.NO_LONGER_KNOWN: Mark(icon="ask", word="no longer known"),
}
_WORSE = Mark(icon="bad", word="worse")
_NOT_THERE = Mark(icon="off", word="not there")


class Compared(Struct, frozen=True, kw_only=True):
    """One of the two reports; `when` is for people, `exact` the same for programs."""

    name: str
    file: str
    when: str
    exact: str
    stood: str


class State(Struct, frozen=True, kw_only=True):
    """How it stood in one of the reports; `scope` is "" where it is not known, and for findings."""

    mark: Mark
    scope: str = ""


class Changed(Struct, frozen=True, kw_only=True):
    """One row. `url` leads to the page of a finding's code, `ask` is the command that explains a way in."""

    mark: Mark
    kind: str
    name: str
    where: str
    before: State
    after: State
    why: str
    url: str = ""
    evidence: tuple[str, ...] = ()
    fix: tuple[Block, ...] = ()
    ask: str = ""


class Group(Struct, frozen=True, kw_only=True):
    """Rows under a heading, and how many more there are."""

    heading: str
    count: int
    rows: tuple[Changed, ...]
    left: int


def compared(name: str, side: Side) -> Compared:
    """One of the two."""
    report = side.report
    made = report.generated.astimezone(UTC)
    return Compared(
        name=name,
        file=clipped(side.name),
        when=f"{made:%Y-%m-%d %H:%M} UTC",
        exact=made.isoformat(timespec="seconds"),
        stood=clipped(standing(report.vantage)) if report.probed else "not probed",
    )


def way_groups(difference: Difference, ask: str) -> tuple[Group, ...]:
    """The ways in; `ask` is what a target is put behind."""
    return tuple(_groups(sections(difference).exposures, lambda change: _way(change, ask), WAYS))


def finding_groups(difference: Difference) -> tuple[Group, ...]:
    """The findings."""
    return tuple(_groups(sections(difference).findings, _finding, FINDINGS))


def _groups(named: Iterable[Named[C]], row: Callable[[C], Changed], most: int) -> Iterator[Group]:
    for heading, changes in named:
        shown = changes[:most]
        most -= len(shown)
        yield Group(heading=heading, count=len(changes), rows=tuple(map(row, shown)), left=len(changes) - len(shown))


def _way(change: ExposureChange, ask: str) -> Changed:
    exposure, after = change.latest.exposure, change.after
    found = change.latest.diagnosis
    said = (*change.worse, change.reason, why(after) if after is not None else "")
    return Changed(
        mark=_WORSE if change.worse else _CHANGES[change.change],
        kind=clipped(kind_word(exposure.kind)),
        name=clipped(exposure.source.path),
        where=clipped(where(exposure)),
        before=_state(change.before),
        after=_state(after),
        why=clipped("; ".join(filter(None, said))),
        evidence=few(found.evidence) if found is not None and after is not None else (),
        fix=blocks(found.fix) if found is not None and after is not None else (),
        ask=whole(f"{ask} {shlex.quote(asked_as(exposure))}") if after is not None else "",
    )


def _state(item: ExposureReport | None) -> State:
    if item is None:
        return State(mark=_NOT_THERE)
    scope = item.exposure.scope
    return State(mark=of_verdict(item.verdict), scope="" if scope is Scope.UNKNOWN else scope)


def _finding(change: FindingChange) -> Changed:
    finding, there = change.latest, change.after is not None
    message = sure(finding.message.removeprefix(f"{finding.subject} "), finding.confidence)
    return Changed(
        mark=_WORSE if change.worse else _CHANGES[change.change],
        kind=finding.code,
        name=clipped(str(finding.subject)),
        where="",
        before=_severity(change.before),
        after=_severity(change.after),
        why=clipped("; ".join(filter(None, (message, change.reason)))),
        url=finding.url,
        evidence=few(finding.evidence) if there else (),
        fix=blocks(finding.fix) if there else (),
    )


def _severity(finding: Finding | None) -> State:
    return State(mark=_NOT_THERE if finding is None else of_severity(finding.severity))
