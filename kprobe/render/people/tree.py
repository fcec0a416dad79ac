"""A route as a tree, from outside inwards: the client, the entries, the links of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.report import EntryReport, ExposureReport, Report, VantageKind
from kprobe.model.route import Link, LinkState
from kprobe.render.people.alike import Alike, alike
from kprobe.render.people.lines import Line, Segment, wrapped
from kprobe.render.people.links import MARKS, Drawing, culprit_of, link_lines, link_name
from kprobe.render.people.sight import as_predicted, difference, facts, place, sight
from kprobe.render.people.suspect import Suspect, suspect
from kprobe.render.people.where import where
from kprobe.render.people.words import VERDICT_STYLES, listed, mark, verdict_word, way_in
from kprobe.render.renderer import Output

_GROUPS = 4  # groups of entries that are shown with their links
_NAMED = 6


def heading(item: ExposureReport, output: Output) -> Line:
    """`✗ NodePort web  :30080 on 3 nodes  unreachable`."""
    style = VERDICT_STYLES[item.verdict]
    sign = mark(item.verdict, unicode=output.unicode)
    name = f"{way_in(item.exposure)}  {where(item.exposure)}"
    return (f"{sign} ", style), (name, "bold"), ("  ", ""), (verdict_word(item.verdict), style)


def tree(item: ExposureReport, report: Report, output: Output, *, every: bool) -> Iterator[Line]:
    """One way in. `every`: each entry by itself with all its evidence."""
    drawing = Drawing.on(output)
    yield ((_client(report), ""),)
    if not item.entries:
        nowhere = item.exposure.pending or "no address that a client could aim at"
        yield from _headed(
            "", last=True, drawing=drawing, output=output, head=[("no address", "bold"), ("  ", ""), (nowhere, "")]
        )
        yield from link_lines(item.route, drawing.under_last, drawing, output, every=every)
        return
    entries = _asked_first(item.entries, report)
    groups = [Alike(first=entry, others=()) for entry in entries] if every else alike(entries)
    first, said = culprit_of(groups[0].first.links), difference(groups[0].first)
    for index, group in enumerate(groups):
        last = index == len(groups) - 1
        above = None if every or index == 0 or culprit_of(group.first.links) != first else first
        twin = index > 0 and first is None and _shows(group.first) == _shows(groups[0].first)
        folded = not every and (
            index >= _GROUPS or above is not None or twin or (index > 0 and (group.works or group.intended))
        )
        view = _View(
            last=last,
            folded=folded,
            every=every,
            above=above,
            twin=twin and not every,
            difference="" if (above or twin) and difference(group.first) == said else difference(group.first),
            suspect=suspect(item, group.first),
        )
        yield from _branch(group, drawing, output, view)


def _asked_first(entries: Sequence[EntryReport], report: Report) -> list[EntryReport]:
    """Where an address was asked about, it stands for those that look like it."""
    seen = report.why.observation if report.why is not None else None
    if seen is None:
        return list(entries)
    asked = (seen.target.address, seen.target.port)
    return sorted(entries, key=lambda e: (e.entry.address, e.entry.port) != asked)


def _client(report: Report) -> str:
    address = f" {report.vantage.addresses[0]}" if report.vantage.addresses else ""
    where_from = {
        VantageKind.OUTSIDE: ", outside the cluster",
        VantageKind.NODE: ", on a node of the cluster",
        VantageKind.POD: ", in a pod of the cluster",
        VantageKind.UNKNOWN: "",
    }[report.vantage.kind]
    return f"client{address}{where_from}" if report.probed else "client outside the cluster; nothing was knocked on"


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """How one branch is shown. `above`: the broken link that it shares with the first branch, which shows it.

    `twin`: no link is broken, and it fails as the first one does, by another way in to the same end.
    """

    last: bool
    folded: bool
    every: bool
    above: Link | None
    twin: bool
    difference: str
    suspect: Suspect | None


def _branch(group: Alike, drawing: Drawing, output: Output, view: _View) -> Iterator[Line]:
    entry = group.first
    last, folded, every, above = view.last, view.folded, view.every, view.above
    under = drawing.under_last if last else drawing.under_more
    said, style = _said(entry)
    sign, sign_style = _sign(group, output)
    head: list[Segment] = [(f"{sign} ", sign_style), (place(entry.entry), "bold"), ("  ", ""), (said, style)]
    yield from _headed("", last=last, drawing=drawing, output=output, head=head)
    under_text = f"{under}  " if folded or not output.width or not entry.links else f"{under}{drawing.under_more}"[:-1]
    if view.difference:
        yield from _text(under_text, view.difference, output, "bold yellow")
    elif group.intended and entry.prediction is not None:
        yield from _text(under_text, f"silent by intent: {entry.prediction.reason}", output, "")
    if above is not None:
        yield from _text(under_text, f"{_also(entry)} at {link_name(above)}, as above", output, "")
    elif view.twin:
        yield from _text(under_text, "fails as above, by another way in", output, "")
    elif entry.observation is not None and (every or _telling(group)):
        for fact in facts(entry.observation):
            yield from _text(under_text, fact, output, "dim")
    if not folded:
        yield from link_lines(_proven(entry), under, drawing, output, every=every, suspect=view.suspect)
    if group.others:
        yield from _text(f"{under}  ", f"{_names(group)}: the same", output, "")


def _shows(entry: EntryReport) -> object:
    """How an entry fails; the entry itself where it does not, or where a link of its own is broken."""
    case, seen = case_of(entry), entry.observation
    if seen is None or culprit_of(entry.links) is not None or not (case.answers is False or case.flaky):
        return entry
    return seen.state, case.flaky, seen.http and (seen.http.status, seen.http.author)


def _also(entry: EntryReport) -> str:
    """A name that does not resolve is one trouble; that its route is broken as well is another."""
    seen = entry.observation
    return "and broken" if seen is not None and seen.state is None and not seen.own_trouble else "broken"


def _proven(entry: EntryReport) -> tuple[Link, ...]:
    """The links; what the API could not tell is settled where a client got through every time."""
    case = case_of(entry)
    if case.answers is not True or case.flaky or case.unexpected:
        return entry.links
    return tuple(
        replace(link, state=LinkState.OK, reason="as the answer shows") if link.state is LinkState.NOT_CHECKED else link
        for link in entry.links
    )


def _said(entry: EntryReport) -> Segment:
    seen = entry.observation
    if seen is None:
        return f"not probed{': ' if entry.skipped else ''}{entry.skipped}", "dim"
    agrees = ", as predicted" if as_predicted(entry) else ""
    answers = case_of(entry).answers
    style = "green" if answers and as_predicted(entry) is not False else "red" if answers is False else "yellow"
    return f"{sight(seen, scheme=entry.entry.scheme)}{agrees}", style


def _sign(group: Alike, output: Output) -> tuple[str, str]:
    case = case_of(group.first)
    if group.intended or case.observation is None:
        state = LinkState.NOT_CHECKED
    elif case.answers is None:
        state = LinkState.UNKNOWN
    else:
        state = LinkState.OK if case.answers and not case.unexpected else LinkState.BROKEN
    fancy, ascii_mark, style = MARKS[state]
    if case.unexpected:
        return "!", "bold yellow"
    return (fancy if output.unicode else ascii_mark), style


def _telling(group: Alike) -> bool:
    """Whether what HTTP, TLS and DNS said helps to understand why it does not work."""
    seen = group.first.observation
    return seen is not None and (not group.works or (seen.tls is not None and bool(seen.tls.problem)))


def _names(group: Alike) -> str:
    nodes = tuple(dict.fromkeys(entry.entry.node or "" for entry in group.others))
    own = group.first.entry.node
    if all(nodes) and own not in nodes and len(nodes) == len(group.others):
        names = nodes
    else:
        names = tuple(place(entry.entry) for entry in group.others)
    return f"{names[0]} and {names[1]}" if len(names) == 2 else listed(names, most=_NAMED)


def _headed(indent: str, *, last: bool, drawing: Drawing, output: Output, head: Sequence[Segment]) -> Iterator[Line]:
    """The first line of a branch: all of it where it fits, its last part on lines of its own where it does not."""
    start = f"{indent}{drawing.last if last else drawing.more}"
    length = cell_len(start) + sum(cell_len(text) for text, _ in head)
    if not output.width or length <= output.width:
        yield ((start, ""), *head)
        return
    *first, _, (said, style) = head
    yield ((start, ""), *first)
    yield from _text(f"{indent}{drawing.under_last if last else drawing.under_more}  ", said, output, style)


def _text(under: str, text: str, output: Output, style: str) -> Iterator[Line]:
    for part in wrapped(text, max(output.width - cell_len(under), 20) if output.width else 0):
        yield (under, ""), (part, style)
