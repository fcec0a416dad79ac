"""The table for people: a row per way in, what is wrong, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write it."""
    from kprobe.render.people.exposures import exposure_table  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.page import page  # noqa: PLC0415 - see Renderer

    page(report, output, exposure_table, every=False)


RENDERER = Renderer(slug="table", summary="a row per way in, for people", render=render)
