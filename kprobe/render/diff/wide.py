"""The difference for people, with what was seen at each way in and the evidence of each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write it."""
    from kprobe.render.people.difference import difference_page  # noqa: PLC0415 - see Renderer

    difference_page(difference, output, every=True)


RENDERER = DiffRenderer(slug="wide", summary="the same, with answers and evidence", render=render)
