"""The versioned report as JSON (docs/report.schema.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write one JSON document, indented, keys in the contract's order."""
    import msgspec  # noqa: PLC0415 - see Renderer

    from kprobe.render.contract.convert import convert  # noqa: PLC0415 - see Renderer

    text = msgspec.json.format(msgspec.json.encode(convert(report)), indent=2).decode()
    output.stream.write(text if output.unicode else escaped(text))
    output.stream.write("\n")


def escaped(text: str) -> str:
    """JSON in ASCII: other characters stand in strings only, so each may be an escape (a surrogate pair if need be)."""
    if text.isascii():
        return text
    import json  # noqa: PLC0415 - needed only where the output cannot take UTF-8

    return "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text)


RENDERER = Renderer(slug="json", summary="the versioned report, for programs", render=render)
