"""The versioned report as JSON (docs/report.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kprobe.render.renderer import Among, Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report
    from kprobe.render.contract import v1

_MANY = 100  # entries: a way in by every node of a big cluster is megabytes of text


def render(report: Report, output: Output) -> None:
    """Write one JSON document, indented, keys in the contract's order; never all of it is in memory."""
    from kprobe.render.contract import convert  # noqa: PLC0415 - see Renderer

    # The lists that grow with the cluster.
    long = {"exposures": map(_exposure, convert.exposures(report)), "findings": map(_whole, convert.findings(report))}
    for piece in _filled(_text(convert.frame(report)), long):
        output.stream.write(_fit(piece, output))
    output.stream.write("\n")


def _exposure(exposure: v1.Exposure) -> Iterator[str]:
    """The text of an exposure, in pieces."""
    if len(exposure.entries) < _MANY:
        return _whole(exposure)
    from msgspec.structs import replace  # noqa: PLC0415 - see Renderer

    return _filled(_text(replace(exposure, entries=())), {"entries": map(_whole, exposure.entries)})


def _whole(value: Any) -> Iterator[str]:
    yield _text(value)


def _filled(text: str, lists: Mapping[str, Iterable[Iterable[str]]]) -> Iterator[str]:
    """A document's `text` with its empty `lists`, in the order of their keys, filled with items that come in pieces."""
    for name, items in lists.items():
        # An empty list is alone on its line, and no string holds a line break as it is.
        before, found, text = text.partition(f'\n  "{name}": []')
        yield before + found[:-1]
        separator = ""
        for item in items:
            yield separator + "\n    "
            for piece in item:
                yield piece.replace("\n", "\n    ")
            separator = ","
        yield "\n  ]" if separator else "]"
    yield text


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


def before(_among: Among, _output: Output) -> None:
    """Write nothing: documents that follow each other are a stream as jq and its like read it."""


RENDERER = Renderer(slug="json", summary="the versioned report, for programs", render=render, before=before)
