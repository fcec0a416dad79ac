"""Values that remember where in a file they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

Path = Sequence[str | int]


class Mark(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


NOWHERE = Mark(1, 1)


class Block(dict[str, Any]):
    """A mapping. `mark`: where it begins; `marks`: where each key stands."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: Mark = NOWHERE) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}


class Items(list[Any]):
    """A sequence. `mark`: where it begins; `marks`: where each item does."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: Mark = NOWHERE) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []


def mark_of(value: Any, path: Path) -> Mark:
    """Where the field at `path` stands, or the last part of the way to it that is there."""
    mark = value.mark if isinstance(value, (Block, Items)) else NOWHERE
    for step in path:
        if isinstance(value, Block) and isinstance(step, str) and step in value:
            mark, value = value.marks.get(step, mark), value[step]
        elif isinstance(value, Items) and isinstance(step, int) and step < len(value):
            mark, value = value.marks[step], value[step]
        else:
            break
    return mark
