"""The versioned report as YAML: the same document as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Among, Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write one YAML document."""
    from kprobe.render.contract.convert import convert  # noqa: PLC0415 - see Renderer
    from kprobe.render.contract.yaml_document import write  # noqa: PLC0415 - see Renderer

    write(convert(report), output.stream, unicode=output.unicode)


def before(_among: Among, output: Output) -> None:
    """Begin a document of a stream (YAML 1.2, 9.2)."""
    output.stream.write("---\n")


RENDERER = Renderer(slug="yaml", summary="the same document as json, in YAML", render=render, before=before)
