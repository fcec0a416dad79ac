"""The versioned difference as YAML: the same document as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write one YAML document."""
    from kprobe.render.contract.convert_diff import convert  # noqa: PLC0415 - see Renderer
    from kprobe.render.contract.yaml_document import write  # noqa: PLC0415 - see Renderer

    write(convert(difference), output.stream, unicode=output.unicode)


RENDERER = DiffRenderer(slug="yaml", summary="the same document as json, in YAML", render=render)
