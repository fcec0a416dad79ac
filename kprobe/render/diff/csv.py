"""A row per change, for spreadsheets and for whatever reads rows (RFC 4180; docs/diff.md has the columns)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write a header and the rows: commas, lines that end in CR LF, quotation marks where they are needed."""
    import csv  # noqa: PLC0415 - see Renderer

    from kprobe.render.spreadsheet.changes import COLUMNS, rows  # noqa: PLC0415 - see Renderer

    writer = csv.writer(output.stream)
    writer.writerow(COLUMNS)
    writer.writerows(rows(difference))


RENDERER = DiffRenderer(slug="csv", summary="a row per change, for spreadsheets", render=render)
