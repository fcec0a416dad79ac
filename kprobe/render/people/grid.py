"""Columns without boxes, for any width.

rich's own table cuts or folds a cell that is too wide; here a name is never cut: what does not fit beside it moves to
the next line, below its own heading. The last column is prose; where the screen has no room for it, it goes below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from kprobe.render.people.lines import Line, Segment, cell_len, plain, wrapped

_GAP = 2
_MARGIN = 1
BELOW = 4  # how far prose that went below its row is indented
_PROSE = 36  # columns that prose needs to be legible beside its row
# A name that takes more than this part of the screen is an outlier: it sticks out, and no column is made so wide.
_SHARE_BESIDE, _SHARE_ABOVE = 0.25, 0.4

_ANY = 1_000_000


class Column(Struct, frozen=True, kw_only=True):
    """A heading. `whole`: names, never broken; the others may break at spaces. `least`: columns it keeps."""

    title: str
    whole: bool = True
    least: int = 12
    right: bool = False


class Row(Struct, frozen=True, kw_only=True):
    """Cells as (text, style), the prose, and lines of their own below it that are never broken (commands to copy)."""

    cells: tuple[Segment, ...]
    prose: str = ""
    below: tuple[str, ...] = ()


def has_room(columns: Sequence[Column], rows: Sequence[Row], width: int) -> bool:
    """Whether prose fits beside the rows with no cell squeezed."""
    return width == 0 or _start_of_prose(_natural(columns, rows, width, _SHARE_BESIDE)) + _PROSE <= width


def layout(
    columns: Sequence[Column], groups: Iterable[tuple[str, Sequence[Row]]], width: int, prose: str = ""
) -> list[Line]:
    """Headings (where one has a title), then each group under its name ("" for none). `prose` is its heading."""
    groups = [(name, list(rows)) for name, rows in groups]
    rows = [row for _, members in groups for row in members]
    beside = has_room(columns, rows, width)
    widths = _fitted(columns, rows, width, _SHARE_BESIDE if beside else _SHARE_ABOVE)
    draw = _row if width else _straight
    lines: list[Line] = []
    if any(column.title for column in columns):
        heading = tuple((column.title, "bold") for column in columns)
        lines += draw(columns, widths, Row(cells=heading, prose=prose if beside else ""), width, "bold")
    for name, members in groups:
        if name:
            lines.append(plain(name, "bold underline"))
        for row in members:
            if beside:
                lines += draw(columns, widths, row, width)
            else:
                lines += _row(columns, widths, Row(cells=row.cells), width)
                lines += [plain(" " * BELOW + part) for part in wrapped(row.prose, width - BELOW) if row.prose]
            lines += [plain(" " * BELOW + text, "dim") for text in row.below]
    return lines


def _natural(columns: Sequence[Column], rows: Sequence[Row], width: int, share: float) -> list[int]:
    """What each column would like, outliers aside."""
    return [
        _widest(column, index, rows, max(int(width * share), column.least) if width else _ANY)
        for index, column in enumerate(columns)
    ]


def _widest(column: Column, index: int, rows: Sequence[Row], most: int) -> int:
    lengths = {cell_len(text) for text in {column.title, *(row.cells[index][0] for row in rows)}}
    return max((length for length in lengths if length <= most), default=most)


def _start_of_prose(widths: Sequence[int]) -> int:
    return _MARGIN + sum(widths) + _GAP * len(widths)


def _fitted(columns: Sequence[Column], rows: Sequence[Row], width: int, share: float) -> list[int]:
    """Natural widths, the widest taken back until the line fits, down to what each column keeps."""
    widths = _natural(columns, rows, width, share)
    least = [min(column.least, natural) for column, natural in zip(columns, widths, strict=True)]
    while width and _start_of_prose(widths) - _GAP > width:
        spare = [index for index in range(len(columns)) if widths[index] > least[index]]
        if not spare:
            break
        widths[max(spare, key=lambda index: widths[index])] -= 1
    return [
        _widest(column, index, rows, widths[index]) if column.whole else widths[index]
        for index, column in enumerate(columns)
    ]


def _straight(columns: Sequence[Column], widths: Sequence[int], row: Row, _width: int, style: str = "") -> tuple[Line]:
    """One row on one line, where no screen ends and so every cell has room: `_row` at a tenth of the cost."""
    line: list[Segment] = []
    gap = _MARGIN
    for column, cell, room in zip(columns, row.cells, widths, strict=True):
        text = cell[0]
        pad = room - cell_len(text)
        if not text:
            gap += pad + _GAP
        elif column.right:
            line += ((" " * (gap + pad), ""), cell)
            gap = _GAP
        else:
            line += ((" " * gap, ""), cell)
            gap = pad + _GAP
    if row.prose:
        line += ((" " * gap, ""), (row.prose, style))
    return (tuple(line),)


def _row(columns: Sequence[Column], widths: Sequence[int], row: Row, width: int, style: str = "") -> list[Line]:
    """One row, in as many lines as its widest cells need."""
    paper = _Paper()
    top, start = 0, _MARGIN
    for column, (text, cell_style), room in zip(columns, row.cells, widths, strict=True):
        if paper.end(top) >= start and paper.end(top) > 0:
            top += 1
        parts = [text] if column.whole else wrapped(text, room)
        for offset, part in enumerate(parts):
            pad = room - cell_len(part) if column.right else 0
            paper.put(top + offset, start + max(pad, 0), part, cell_style)
        start += room + _GAP
    if row.prose:
        if paper.end(top) >= start:
            top += 1
        for offset, part in enumerate(wrapped(row.prose, width - start if width else 0)):
            paper.put(top + offset, start, part, style)
    return paper.lines()


class _Paper:
    """Lines that are written to from left to right."""

    def __init__(self) -> None:
        self._lines: list[list[Segment]] = []
        self._ends: list[int] = []

    def end(self, line: int) -> int:
        """The first free column of a line."""
        return self._ends[line] if line < len(self._ends) else 0

    def put(self, line: int, column: int, text: str, style: str) -> None:
        """Write `text` at `column`, padding what is between."""
        while len(self._lines) <= line:
            self._lines.append([])
            self._ends.append(0)
        if not text:
            return
        end = self._ends[line]
        pad = max(column - end, 1 if end else 0)
        self._lines[line] += [(" " * pad, ""), (text, style)]
        self._ends[line] = end + pad + cell_len(text)

    def lines(self) -> list[Line]:
        """What was written."""
        return [tuple(line) for line in self._lines]
