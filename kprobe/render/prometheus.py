"""Metrics in Prometheus' text format, for node_exporter's textfile collector (docs/formats.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kprobe.render.renderer import Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report


def render(report: Report, output: Output) -> None:
    """Write them without timestamps, which the textfile collector refuses; `kprobe_scan_timestamp_seconds` tells."""
    from prometheus_client import generate_latest  # noqa: PLC0415 - see Renderer

    from kprobe.render.metrics.registry import registry  # noqa: PLC0415 - see Renderer

    output.stream.write(generate_latest(registry(report)).decode())


RENDERER = Renderer(slug="prometheus", summary="metrics for a textfile collector", render=render)
