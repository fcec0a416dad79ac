"""The links of one entry, their names in a column; what the lines of a tree are drawn with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len

from kprobe.model.route import Link, LinkState
from kprobe.render.people.lines import Line, wrapped
from kprobe.render.people.suspect import Suspect
from kprobe.render.renderer import Output

MARKS = {
    LinkState.OK: ("✓", "+", "green"),
    LinkState.BROKEN: ("✗", "X", "bold red"),
    LinkState.UNKNOWN: ("?", "?", "cyan"),
    LinkState.NOT_CHECKED: ("·", "-", "dim"),
}
_NARROW = 24  # columns that a reason needs to be legible beside its link


class Drawing(Struct, frozen=True, kw_only=True):
    """What a branch is drawn with: `last` and `more` begin a line, `under_last` and `under_more` those below it."""

    last: str
    more: str
    under_last: str
    under_more: str

    @classmethod
    def on(cls, output: Output) -> Drawing:
        """Lines on a screen; indentation alone where the text goes into a pipe or a file."""
        if not output.width:
            return cls(last="  ", more="  ", under_last="  ", under_more="  ")
        if output.unicode:
            return cls(last="└─ ", more="├─ ", under_last="   ", under_more="│  ")
        return cls(last="`- ", more="|- ", under_last="   ", under_more="|  ")


def culprit_of(links: Sequence[Link]) -> Link | None:
    """The first that is broken."""
    return next((link for link in links if link.state is LinkState.BROKEN), None)


def link_lines(
    links: Sequence[Link],
    indent: str,
    drawing: Drawing,
    output: Output,
    *,
    every: bool,
    suspect: Suspect | None = None,
) -> Iterator[Line]:
    """The links, their names in a column; the first that is broken stands out, and no later one looks like it."""
    room = max((cell_len(link_name(link)) for link in links), default=0)
    broken = culprit_of(links)
    # Of two links of one name (the controller's endpoints, then the backend's) the inner one is meant.
    pointed = max((i for i, link in enumerate(links) if suspect is not None and link.link == suspect.link), default=-1)
    for index, link in enumerate(links):
        last = index == len(links) - 1
        fancy, ascii_mark, style = MARKS[link.state]
        sign = fancy if output.unicode else ascii_mark
        culprit = link is broken
        name = link_name(link)
        start = f"{indent}{drawing.last if last else drawing.more}"
        below = f"{indent}{drawing.under_last if last else drawing.under_more}"
        text_style = "bold red" if culprit else "red" if link.state is LinkState.BROKEN else ""
        column = cell_len(start) + 2 + room + 2
        beside = not output.width or output.width - column >= _NARROW
        text = f"{_state(link, culprit=culprit)}{link.reason}"
        if suspect is not None and index == pointed:
            text, text_style, sign = suspect.beside(link), "bold yellow", "?"
        parts = wrapped(text, output.width - (column if beside else cell_len(below) + 4) if output.width else 0)
        head: Line = ((start, ""), (f"{sign} ", style), (name, text_style))
        hang = below + " " * (column - cell_len(below) if beside else 4)
        if beside:
            yield *head, (" " * (room - cell_len(name) + 2), ""), (parts[0], text_style)
            parts = parts[1:]
        else:
            yield head
        for part in parts:
            yield (hang, ""), (part, text_style)
        if every or link.state in {LinkState.BROKEN, LinkState.UNKNOWN}:
            yield from _evidence(link, hang, output)


def _evidence(link: Link, hang: str, output: Output) -> Iterator[Line]:
    for evidence in link.evidence:
        if evidence and evidence not in link.reason:
            for part in wrapped(evidence, output.width - cell_len(hang) if output.width else 0):
                yield (hang, ""), (part, "dim")


def _state(link: Link, *, culprit: bool) -> str:
    if link.state is LinkState.BROKEN:
        return "broken here: " if culprit else "broken as well: "
    return {LinkState.OK: "ok, ", LinkState.UNKNOWN: "unknown: ", LinkState.NOT_CHECKED: "not checked: "}[link.state]


def link_name(link: Link) -> str:
    """The link's slug as a person writes it."""
    return link.link.replace("-", " ")
