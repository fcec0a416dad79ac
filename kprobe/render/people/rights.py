"""What credentials may read, for people: a line for each right, what it costs to lack it, what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.rights import Allowed, Right, Rights
from kprobe.model.snapshot import Resource
from kprobe.render.people.grid import Column, Row, layout
from kprobe.render.people.lines import Line, paragraph, plain, write
from kprobe.render.people.words import many
from kprobe.render.renderer import Output

_COLUMNS = (Column(title=""), Column(title="RIGHT", least=18), Column(title="ALLOWED", least=9))
_STYLES = {Allowed.YES: "green", Allowed.NO: "red", Allowed.PARTLY: "yellow", Allowed.UNKNOWN: "yellow"}
_MARKS = {Allowed.YES: ("✓", "+"), Allowed.NO: ("✗", "X"), Allowed.PARTLY: ("~", "~"), Allowed.UNKNOWN: ("?", "?")}


def listing(rights: Rights, output: Output) -> None:
    """All of it."""
    write([*_lines(rights, output)], output)


def _lines(rights: Rights, output: Output) -> Iterator[Line]:
    who = f"context {rights.context}" if rights.context else "this service account"
    yield plain(f"What {who} may read at {rights.server}", "bold")
    yield plain("")
    yield from layout(_COLUMNS, [("", [_row(right, output) for right in rights.rights])], output.width, "WITHOUT IT")
    yield plain("")
    real = [gap for gap in rights.gaps if not gap.advisory]
    if not rights.gaps:
        verdict, style = "A scan with these credentials is complete.", "green"
    elif not real:
        verdict, style = "A scan with these credentials is complete; some of it is explained less well.", "green"
    else:
        # Events are read only where one may tell why something fails.
        where = ", where it asks for events" if all(gap.resource is Resource.EVENTS for gap in real) else ""
        verdict = f"A scan with these credentials has {many(len(real), 'gap')}, and exit code 4{where}."
        style = "yellow"
    yield from paragraph(verdict, output, style)
    for gap in rights.gaps:
        yield from paragraph(f"Not known: {gap.what}: {gap.effect}", output, "", hang=2)
    if rights.gaps:
        yield plain("Next: kprobe rbac --manifest | kubectl apply -f -   # by who may grant them")


def _row(right: Right, output: Output) -> Row:
    sign = _MARKS[right.allowed][0 if output.unicode else 1]
    style = _STYLES[right.allowed] if right.effect or right.allowed is Allowed.YES else "dim"
    allowed = f"in {', '.join(right.namespaces)}" if right.namespaces else right.allowed.value
    return Row(
        cells=((sign, style), (f"{right.verb} {right.title}", ""), (allowed, style)),
        prose=right.effect or ("" if right.allowed is Allowed.YES else "nothing: it is known otherwise"),
    )
