"""A summary in GitHub Flavored Markdown, for job summaries and merge requests (docs/formats.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write it: counts, what is wrong, the findings, what is not known; of one target the answer and its page."""
    from kprobe.render.gfm.page import scan_page, why_page  # noqa: PLC0415 - see Renderer

    output.stream.write(scan_page(report, output) if report.why is None else why_page(report, report.why, output))


RENDERER = Renderer(slug="markdown", summary="a summary for job pages and merge requests", render=render)
