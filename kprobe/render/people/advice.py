"""What would expose something that nothing exposes, a way in each."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.why import Advice, Why
from kprobe.render.people.lines import Line, plain, wrapped
from kprobe.render.people.paste import below
from kprobe.render.people.words import kind_word
from kprobe.render.renderer import Output

_MARKS = {
    True: ("✓", "+", "can", "green"),
    False: ("✗", "X", "cannot", "red"),
    None: ("?", "?", "not known", "cyan"),
}
_NARROW = 30


def advice(why: Why, output: Output) -> Iterator[Line]:
    """Those that this cluster can do first."""
    if not why.advice:
        return
    yield plain("")
    yield plain("What would open a way in (nothing is changed; to be pasted):", "bold")
    ordered = sorted(why.advice, key=lambda one: (True, None, False).index(one.possible))
    room = max(len(_head(one)) for one in ordered)
    for one in ordered:
        yield from _one(one, room, output)


def _head(one: Advice) -> str:
    word = _MARKS[one.possible][2]
    return f"{kind_word(one.kind)}: {word}"


def _one(one: Advice, room: int, output: Output) -> Iterator[Line]:
    fancy, ascii_mark, _, style = _MARKS[one.possible]
    sign = fancy if output.unicode else ascii_mark
    column = 3 + room + 2
    beside = not output.width or output.width - column >= _NARROW
    parts = wrapped(one.reason, output.width - (column if beside else 5) if output.width else 0)
    head = ((f" {sign} ", style), (_head(one).ljust(room) if beside else _head(one), "bold"))
    if beside:
        yield (*head, ("  ", ""), (parts[0], ""))
        parts = parts[1:]
    else:
        yield head
    for part in parts:
        yield plain(" " * (column if beside else 5) + part)
    yield from below(one.how, output, 5)
