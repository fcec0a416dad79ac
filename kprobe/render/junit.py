"""A JUnit test report, a case for each way in, for continuous integration (docs/formats.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write one XML document."""
    from kprobe.render.test_report.suites import properties, suites  # noqa: PLC0415 - see Renderer
    from kprobe.render.test_report.xml import document  # noqa: PLC0415 - see Renderer

    host = next(iter(report.vantage.addresses), "localhost")
    output.stream.write(document(suites(report, output.ask), properties(report), report.generated, host))


RENDERER = Renderer(slug="junit", summary="a test case per way in, for CI", render=render)
