"""Findings as SARIF 2.1.0, for code scanning (docs/formats.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write one JSON document, indented; other than ASCII as escapes, which every reader takes."""
    import json  # noqa: PLC0415 - see Renderer

    import msgspec  # noqa: PLC0415 - see Renderer

    from kprobe.render.code_scanning.build import log  # noqa: PLC0415 - see Renderer

    json.dump(msgspec.to_builtins(log(report, output.exit_code)), output.stream, indent=2)
    output.stream.write("\n")


RENDERER = Renderer(slug="sarif", summary="findings for code scanning", render=render)
