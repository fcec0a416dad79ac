"""What is new, as SARIF 2.1.0, for code scanning (docs/diff.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write one JSON document, indented; other than ASCII as escapes, which every reader takes.

    What is gone is no result, though the standard has a word for it (`absent`): code scanning does not know that word,
    and would show it as an alert.
    """
    import json  # noqa: PLC0415 - see Renderer

    import msgspec  # noqa: PLC0415 - see Renderer

    from kprobe.diff.news import news  # noqa: PLC0415 - see Renderer
    from kprobe.render.code_scanning.build import log  # noqa: PLC0415 - see Renderer
    from kprobe.render.code_scanning.invocation import COMPARED  # noqa: PLC0415 - see Renderer

    found = news(difference)
    document = log(found.report, output.exit_code, endings=COMPARED, changes=found.changes)
    json.dump(msgspec.to_builtins(document), output.stream, indent=2)
    output.stream.write("\n")


RENDERER = DiffRenderer(slug="sarif", summary="what is new, for code scanning", render=render)
