"""A registry of prometheus_client that holds what one report says."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kprobe.model.report import Report
from kprobe.render.metrics import exposures, findings, scan
from kprobe.render.metrics.metric import Metric

METRICS: tuple[Metric, ...] = (*scan.METRICS, *exposures.METRICS, *findings.METRICS)


def registry(report: Report) -> CollectorRegistry:
    """Its metrics alone: nothing about this process."""
    held = CollectorRegistry()
    held.register(_Reading(report))
    return held


class _Reading(Collector):
    """Reads the metrics off a report whenever it is asked."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families that have a sample; the same labels never twice, which no reader would take."""
        cluster = self._report.cluster.context
        for metric in METRICS:
            family = GaugeMetricFamily(metric.name, metric.help, labels=("cluster", *metric.labels))
            for labels, value in dict(metric.samples(self._report)).items():
                family.add_metric((cluster, *labels), value)
            if family.samples:
                yield family
