"""A registry of prometheus_client that holds what one report, or one difference, says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kprobe.model.report import Report
from kprobe.render.metrics import exposures, findings, scan
from kprobe.render.metrics.metric import Metric

T = TypeVar("T")

METRICS: tuple[Metric[Report], ...] = (*scan.METRICS, *exposures.METRICS, *findings.METRICS)


def registry(report: Report) -> CollectorRegistry:
    """The metrics of a report alone: nothing about this process."""
    return holding(report, report.cluster.context, METRICS)


def holding(source: T, cluster: str, metrics: Sequence[Metric[T]]) -> CollectorRegistry:
    """What `metrics` read off `source`; `cluster` is the label that all of them have."""
    held = CollectorRegistry()
    held.register(_Reading(source, cluster, metrics))
    return held


class _Reading(Collector, Generic[T]):
    """Reads the metrics whenever it is asked."""

    def __init__(self, source: T, cluster: str, metrics: Sequence[Metric[T]]) -> None:
        self._source = source
        self._cluster = cluster
        self._metrics = metrics

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families that have a sample; the same labels never twice, which no reader would take."""
        for metric in self._metrics:
            family = GaugeMetricFamily(metric.name, metric.help, labels=("cluster", *metric.labels))
            for labels, value in dict(metric.samples(self._source)).items():
                family.add_metric((self._cluster, *labels), value)
            if family.samples:
                yield family
