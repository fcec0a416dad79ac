"""The versioned difference as JSON (docs/diff.schema.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write one JSON document, indented, keys in the contract's order."""
    import json  # noqa: PLC0415 - see Renderer

    import msgspec  # noqa: PLC0415 - see Renderer

    from kprobe.render.contract.convert_diff import convert  # noqa: PLC0415 - see Renderer

    document = msgspec.to_builtins(convert(difference))
    output.stream.write(json.dumps(document, indent=2, ensure_ascii=not output.unicode))
    output.stream.write("\n")


RENDERER = DiffRenderer(slug="json", summary="the versioned difference, for programs", render=render)
