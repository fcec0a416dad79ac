"""A JUnit test report of what changed, for continuous integration (docs/diff.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write one XML document."""
    from kprobe.render.test_report.changes import properties, suites  # noqa: PLC0415 - see Renderer
    from kprobe.render.test_report.xml import document  # noqa: PLC0415 - see Renderer

    report = difference.new.report
    host = next(iter(report.vantage.addresses), "localhost")
    output.stream.write(document(suites(difference, output.ask), properties(difference), report.generated, host))


RENDERER = DiffRenderer(slug="junit", summary="a test case per change, for CI", render=render)
