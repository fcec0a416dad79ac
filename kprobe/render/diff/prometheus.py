"""Counts of changes in Prometheus' text format, for node_exporter's textfile collector (docs/diff.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference


def render(difference: Difference, output: Output) -> None:
    """Write them without timestamps, which the textfile collector refuses."""
    from prometheus_client import generate_latest  # noqa: PLC0415 - see Renderer

    from kprobe.render.metrics.changes import METRICS  # noqa: PLC0415 - see Renderer
    from kprobe.render.metrics.registry import holding  # noqa: PLC0415 - see Renderer

    held = holding(difference, difference.new.report.cluster.context, METRICS)
    output.stream.write(generate_latest(held).decode())


RENDERER = DiffRenderer(slug="prometheus", summary="metrics for a textfile collector", render=render)
