"""The table for people: a row per way in, what is wrong, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write it: a scan as a table, one target as its page."""
    from kprobe.render.people.check import check_page  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.exposures import exposure_table  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.page import page  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.target import target_page  # noqa: PLC0415 - see Renderer

    if report.checked is not None:
        check_page(report, report.checked, output, every=False)
    elif report.why is not None:
        target_page(report, report.why, output, every=False)
    else:
        page(report, output, exposure_table, every=False)


RENDERER = Renderer(slug="table", summary="a row per way in, for people", render=render)
