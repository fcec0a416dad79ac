"""The difference for people: what is worse first, what is not known told apart from what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write it."""
    from kprobe.render.people.difference import difference_page  # noqa: PLC0415 - see Renderer

    difference_page(difference, output)


RENDERER = DiffRenderer(slug="table", summary="what came, went and changed, for people", render=render)
