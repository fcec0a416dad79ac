"""The exporter's own metrics: whether the scans go well, how old the report is, and what the process uses."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from kprobe import __version__
from kprobe.serving.clock import Moment
from kprobe.serving.state import State


def own_metrics(state: State, now: Moment) -> bytes:
    """In the text format."""
    held = CollectorRegistry()
    held.register(_Reading(state, now))
    ProcessCollector(registry=held)
    PlatformCollector(registry=held)
    return generate_latest(held)


class _Reading(Collector):
    def __init__(self, state: State, now: Moment) -> None:
        self._state = state
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """What is not known yet has no sample; counters begin with 0."""
        state, age = self._state, self._state.age(self._now)
        info = GaugeMetricFamily("kprobe_exporter_build_info", "Which kprobe this is.", labels=("version",))
        info.add_metric((__version__,), 1)
        yield info
        up = state.scans > 0 and state.failure is None
        yield _gauge("kprobe_up", "1 where the last scan gave a report, otherwise 0.", up)
        ready = state.ready(self._now)
        yield _gauge("kprobe_exporter_ready", "1 where there is a report that is not too old, otherwise 0.", ready)
        if state.kept is not None and age is not None:
            name, text = (
                "kprobe_exporter_last_success_timestamp_seconds",
                "When the last good scan ended, as a Unix time.",
            )
            yield _gauge(name, text, state.kept.at.wall)
            yield _gauge("kprobe_exporter_report_age_seconds", "How old the report is.", age)
        yield _gauge("kprobe_exporter_report_age_limit_seconds", "The age from which it is too old.", state.limit)
        if state.took is not None:
            yield _gauge(
                "kprobe_exporter_scan_duration_seconds", "How long the last scan took, good or not.", state.took
            )
        yield _gauge("kprobe_exporter_scan_running", "1 while a scan runs, otherwise 0.", state.scanning)
        yield _gauge("kprobe_exporter_interval_seconds", "From the beginning of a scan to the next.", state.interval)
        yield CounterMetricFamily("kprobe_exporter_scans", "Scans that ended, good or not.", value=state.scans)
        failed = CounterMetricFamily(
            "kprobe_exporter_scan_failures",
            "Scans that gave no report: the cluster could not be read, it went away meanwhile, a bug.",
            labels=("reason",),
        )
        for trouble, count in state.failed.items():
            failed.add_metric((trouble.value,), count)
        yield failed


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)
