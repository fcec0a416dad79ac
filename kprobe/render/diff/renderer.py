"""What a format of a difference is; the same as one of a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from kprobe.render.renderer import Output

if TYPE_CHECKING:  # the command line lists the formats, and must not load the model for that
    from kprobe.model.difference import Difference


class DiffRenderer(Struct, frozen=True, kw_only=True):
    """One format. `slug` is what `-o` takes; `render` writes a whole difference, ending in a newline."""

    slug: str
    summary: str
    render: Callable[[Difference, Output], None]
