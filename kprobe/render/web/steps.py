"""One route as a diagram: steps from the client inwards, each with its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.report import EntryReport, ExposureReport, Report
from kprobe.model.route import Link, LinkState
from kprobe.render.people.alike import Alike
from kprobe.render.people.branch import client, namesakes, proven, said, stands
from kprobe.render.people.links import culprit_of, link_name
from kprobe.render.people.sight import difference, name_facts, place
from kprobe.render.people.suspect import Suspect, suspect
from kprobe.render.web.bounds import ROUTES, clipped, few
from kprobe.render.web.marks import SUSPECT, Mark, of_link

_DOOR = {
    LinkState.OK: "answers",
    LinkState.BROKEN: "no way through",
    LinkState.UNKNOWN: "not known",
    LinkState.NOT_CHECKED: "not probed",
}
_STATES = {LinkState.OK: "ok", LinkState.UNKNOWN: "unknown", LinkState.NOT_CHECKED: "not checked"}


class Step(Struct, frozen=True, kw_only=True):
    """One box. `reached`: nothing before it is broken, so that a client's packets come this far."""

    mark: Mark | None
    name: str
    subject: str
    text: str
    evidence: tuple[str, ...] = ()
    reached: bool = True


class Drawn(Struct, frozen=True, kw_only=True):
    """The route of one entry, and of those that look like it (`same`); `notes`: what else is to be known of it."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    same: str


class Routes(Struct, frozen=True, kw_only=True):
    """The diagrams of a way in, the worst first; `left`: how many more look different."""

    drawn: tuple[Drawn, ...]
    left: int


def routes(item: ExposureReport, groups: Sequence[Alike], report: Report) -> Routes:
    """A diagram for each group of entries that look alike; one without a door where there is no entry."""
    begin = _client(report)
    if not item.entries:
        nowhere = Step(
            mark=of_link(LinkState.NOT_CHECKED, "no address"),
            name="entry",
            subject="",
            text=clipped(item.exposure.pending or "no address that a client could aim at"),
        )
        links = tuple(_steps(item.route, None, reached=True))
        return Routes(drawn=(Drawn(steps=(begin, nowhere, *links), notes=(), same=""),), left=0)
    return Routes(
        drawn=tuple(_drawn(group, item, begin) for group in groups[:ROUTES]), left=max(len(groups) - ROUTES, 0)
    )


def _client(report: Report) -> Step:
    name, _, where = client(report).partition(", " if report.probed else " outside")
    text = where if report.probed else f"outside{where}"
    return Step(mark=None, name="client", subject=clipped(name.removeprefix("client").strip()), text=clipped(text))


def _drawn(group: Alike, item: ExposureReport, begin: Step) -> Drawn:
    entry = group.first
    links = tuple(_steps(proven(entry), suspect(item, entry), reached=True))
    notes = [difference(entry)]
    if group.intended and entry.prediction is not None:
        notes.append(f"silent by intent: {entry.prediction.reason}")
    if entry.observation is not None:
        notes += name_facts(entry.observation)
    return Drawn(
        steps=(begin, _door(group, entry), *links),
        notes=few(notes),
        same=f"{clipped(namesakes(group))}: the same" if group.others else "",
    )


def _door(group: Alike, entry: EntryReport) -> Step:
    """What was seen: the one step that only a probe can tell."""
    case, state = case_of(entry), stands(group)
    mark = of_link(state, "silent by intent" if group.intended else _DOOR[state])
    if case.unexpected:
        mark = Mark(icon=SUSPECT, word="unexpected")
    elif case.flaky:
        mark = Mark(icon="part", word="only sometimes")
    return Step(mark=mark, name="entry", subject=clipped(place(entry.entry)), text=clipped(said(entry)[0]))


def _steps(links: Sequence[Link], doubt: Suspect | None, *, reached: bool) -> Iterator[Step]:
    broken = culprit_of(links)
    # Of two links of one name (the controller's endpoints, then the backend's) the inner one is meant.
    pointed = max((i for i, link in enumerate(links) if doubt is not None and link.link == doubt.link), default=-1)
    for index, link in enumerate(links):
        if link.state is LinkState.BROKEN:
            mark, text = of_link(link.state, "broken here" if link is broken else "broken as well"), link.reason
        else:
            mark, text = of_link(link.state, _STATES[link.state]), link.reason
        if doubt is not None and index == pointed:
            mark, text = Mark(icon=SUSPECT, word="suspected"), doubt.beside(link)
        yield Step(
            mark=mark,
            name=clipped(link_name(link)),
            subject=clipped(str(link.subject)),
            text=clipped(text),
            evidence=few(e for e in link.evidence if e not in link.reason),
            reached=reached,
        )
        reached = reached and link.state is not LinkState.BROKEN
