"""The versioned report as JSON (docs/report.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report

# The lists of the document that grow with the cluster, each alone on its line while it is empty.
_LONG = ("exposures", "findings")


def render(report: Report, output: Output) -> None:
    """Write one JSON document, indented, keys in the contract's order; never all of it is in memory."""
    from kprobe.render.contract import convert  # noqa: PLC0415 - see Renderer

    rest = _text(convert.frame(report))
    for name, items in zip(_LONG, (convert.exposures(report), convert.findings(report)), strict=True):
        before, _, rest = rest.partition(f'\n  "{name}": []')
        output.stream.write(_fit(before, output))
        output.stream.write(f'\n  "{name}": [')
        for piece in _pieces(items):
            output.stream.write(_fit(piece, output))
        output.stream.write("]")
    output.stream.write(_fit(rest, output))
    output.stream.write("\n")


def _pieces(items: Iterable[Any]) -> Iterator[str]:
    """The text between a list's brackets, an item at a time."""
    separator = ""
    for item in items:
        # No string holds a line break as it is, so that only the indentation changes.
        yield separator + "\n    " + _text(item).replace("\n", "\n    ")
        separator = ","
    if separator:
        yield "\n  "


def _text(value: Any) -> str:
    import msgspec  # noqa: PLC0415 - see Renderer

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _fit(text: str, output: Output) -> str:
    return text if output.unicode else escaped(text)


def escaped(text: str) -> str:
    """JSON in ASCII: other characters stand in strings only, so each may be an escape (a surrogate pair if need be)."""
    if text.isascii():
        return text
    import json  # noqa: PLC0415 - needed only where the output cannot take UTF-8

    return "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text)


RENDERER = Renderer(slug="json", summary="the versioned report, for programs", render=render)
