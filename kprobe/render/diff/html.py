"""The difference as one web page: no other file, no server, no script from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write it: the result first, then what changed under the headings of the table."""
    from kprobe.render.web.difference_page import write_difference  # noqa: PLC0415 - see Renderer

    write_difference(difference, output)


RENDERER = DiffRenderer(slug="html", summary="one page for a browser, for people", render=render)
