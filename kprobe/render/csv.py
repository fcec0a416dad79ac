"""A row per entry, for spreadsheets and for whatever reads rows (RFC 4180; docs/formats.md has the columns)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write a header and the rows: commas, lines that end in CR LF, quotation marks where they are needed."""
    import csv  # noqa: PLC0415 - see Renderer

    from kprobe.render.spreadsheet.columns import COLUMNS, rows  # noqa: PLC0415 - see Renderer

    writer = csv.writer(output.stream)
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows(rows(report))


RENDERER = Renderer(slug="csv", summary="a row per entry, for spreadsheets", render=render)
