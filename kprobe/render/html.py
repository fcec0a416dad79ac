"""The report as one web page: no other file, no server, no script from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write it, piece by piece: a scan as a table to filter, one target with its answer first."""
    from kprobe.render.web.page import write_page  # noqa: PLC0415 - see Renderer

    write_page(report, output)


RENDERER = Renderer(slug="html", summary="one page for a browser, for people", render=render)
