"""The versioned report as YAML: the same document as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Among, Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write one YAML document, keys in the contract's order. Times stay strings, as they are in JSON."""
    import msgspec  # noqa: PLC0415 - see Renderer
    import yaml  # noqa: PLC0415 - see Renderer

    from kprobe.render.contract.convert import convert  # noqa: PLC0415 - see Renderer

    base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # ten times faster where libyaml is there
    # Values that happen to be shared are written out: anchors are hard to read and some readers refuse them.
    dumper = type("Dumper", (base,), {"ignore_aliases": lambda _self, _data: True})
    yaml.dump(
        msgspec.to_builtins(convert(report)),
        output.stream,
        Dumper=dumper,
        sort_keys=False,
        allow_unicode=output.unicode,
        width=120,
    )


def before(_among: Among, output: Output) -> None:
    """Begin a document of a stream (YAML 1.2, 9.2)."""
    output.stream.write("---\n")


RENDERER = Renderer(slug="yaml", summary="the same document as json, in YAML", render=render, before=before)
