"""A route as a tree, from outside inwards: the client, the entries, the links of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.report import EntryReport, ExposureReport, Report
from kprobe.model.route import Link
from kprobe.render.people.alike import Alike, alike
from kprobe.render.people.branch import asked_first, client, namesakes, proven, said, stands
from kprobe.render.people.lines import Line, Segment, plain, wrapped
from kprobe.render.people.links import MARKS, Drawing, culprit_of, link_lines, link_name
from kprobe.render.people.sight import difference, facts, place
from kprobe.render.people.suspect import Suspect, suspect
from kprobe.render.people.where import where
from kprobe.render.people.words import VERDICT_STYLES, many, mark, verdict_word, way_in
from kprobe.render.renderer import Output

_GROUPS = 4  # groups of entries that are shown with their links


def heading(item: ExposureReport, output: Output) -> Line:
    """`✗ NodePort web  :30080 on 3 nodes  unreachable`."""
    style = VERDICT_STYLES[item.verdict]
    sign = mark(item.verdict, unicode=output.unicode)
    name = f"{way_in(item.exposure)}  {where(item.exposure)}"
    return (f"{sign} ", style), (name, "bold"), ("  ", ""), (verdict_word(item.verdict), style)


def tree(item: ExposureReport, report: Report, output: Output, *, every: bool) -> Iterator[Line]:
    """One way in. `every`: each entry by itself with all its evidence."""
    drawing = Drawing.on(output)
    yield ((client(report), ""),)
    if not item.entries:
        nowhere = item.exposure.pending or "no address that a client could aim at"
        yield from _headed(
            "", last=True, drawing=drawing, output=output, head=[("no address", "bold"), ("  ", ""), (nowhere, "")]
        )
        yield from link_lines(item.route, drawing.under_last, drawing, output, every=every)
        return
    entries = asked_first(item.entries, report)
    groups = [Alike(first=entry, others=()) for entry in entries] if every else alike(entries)
    first, differs = culprit_of(groups[0].first.links), difference(groups[0].first)
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
            difference="" if (above or twin) and difference(group.first) == differs else difference(group.first),
            suspect=suspect(item, group.first),
        )
        yield from _branch(group, drawing, output, view)
    if item.exposure.left_out is not None and item.exposure.left_out.nodes:
        rest = many(item.exposure.left_out.nodes, "more node", "more nodes")
        yield plain(f"     {rest} of the same kinds: not knocked on, --all-nodes would", "dim")


class _View(Struct, frozen=True, kw_only=True):
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
    words, style = said(entry)
    sign, sign_style = _sign(group, output)
    head: list[Segment] = [(f"{sign} ", sign_style), (place(entry.entry), "bold"), ("  ", ""), (words, style)]
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
        yield from link_lines(proven(entry), under, drawing, output, every=every, suspect=view.suspect)
    if group.others:
        yield from _text(f"{under}  ", f"{namesakes(group)}: the same", output, "")


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


def _sign(group: Alike, output: Output) -> tuple[str, str]:
    if case_of(group.first).unexpected:
        return "!", "bold yellow"
    fancy, ascii_mark, style = MARKS[stands(group)]
    return (fancy if output.unicode else ascii_mark), style


def _telling(group: Alike) -> bool:
    """Whether what HTTP, TLS and DNS said helps to understand why it does not work."""
    seen = group.first.observation
    return seen is not None and (not group.works or (seen.tls is not None and bool(seen.tls.problem)))


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
