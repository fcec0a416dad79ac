"""The wide table for people: a row per entry, and every finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write it: a scan as a table, one target as its page."""
    from kprobe.render.people.check import check_page  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.entries import entry_table  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.page import page  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.target import target_page  # noqa: PLC0415 - see Renderer

    if report.checked is not None:
        check_page(report, report.checked, output, every=True)
    elif report.why is not None:
        target_page(report, report.why, output, every=True)
    else:
        page(report, output, entry_table, every=True)


RENDERER = Renderer(slug="wide", summary="a row per address, and every finding", render=render)
