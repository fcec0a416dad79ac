"""About the ways in: how many, and each with its verdict, its speed and its certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from kprobe.exposures.kind import Kind
from kprobe.model.diagnosis import Verdict
from kprobe.model.report import ExposureReport, Report
from kprobe.registry import load
from kprobe.render.metrics.metric import Metric, Sample

_EACH = ("exposure", "kind", "namespace")


def _counts(report: Report) -> Iterator[Sample]:
    """Zeros too: an alert on a count must not lose its series when the last one goes."""
    kinds = {kind.slug for kind in load("kprobe.exposures", "KIND", Kind)}
    counted = Counter((item.exposure.kind, item.verdict) for item in report.exposures)
    for kind in sorted(kinds | {kind for kind, _ in counted}):
        for verdict in sorted(Verdict, key=lambda v: v.rank):
            yield (kind, verdict.value), counted[kind, verdict]


def _info(report: Report) -> Iterator[Sample]:
    for item in report.exposures:
        e = item.exposure
        workload = ("", "") if e.workload is None else (e.workload.kind, e.workload.name)
        source = (e.source.kind, e.source.name)
        where = (e.host or "", e.path or "", str(e.port), e.protocol.value)
        yield (*_names(item), *source, *workload, e.scope.value, *where), 1


def _each(value: Callable[[ExposureReport], float | None]) -> Callable[[Report], Iterator[Sample]]:
    """A sample for each way in that has a value."""

    def samples(report: Report) -> Iterator[Sample]:
        for item in report.exposures:
            if (found := value(item)) is not None:
                yield _names(item), found

    return samples


def _names(item: ExposureReport) -> tuple[str, str, str]:
    return item.exposure.id, item.exposure.kind, item.exposure.source.namespace


def _success(item: ExposureReport) -> float | None:
    return None if item.verdict in {Verdict.UNKNOWN, Verdict.NOT_PROBED} else item.verdict is Verdict.REACHABLE


def _connect(item: ExposureReport) -> float | None:
    seen = (entry.observation for entry in item.entries)
    return max((o.seconds for o in seen if o is not None and o.succeeded), default=None)


def _not_after(item: ExposureReport) -> float | None:
    served = (entry.observation.tls for entry in item.entries if entry.observation is not None)
    return min((tls.not_after.timestamp() for tls in served if tls is not None and tls.not_after), default=None)


METRICS: tuple[Metric[Report], ...] = (
    Metric(
        name="kprobe_exposures",
        help="Ways in, by kind and verdict; zeros included.",
        labels=("kind", "verdict"),
        samples=_counts,
    ),
    Metric(
        name="kprobe_exposure_info",
        help="A way in, with what opens it and what answers behind it.",
        labels=(
            *_EACH,
            *("source_kind", "source", "workload_kind", "workload"),
            *("scope", "host", "path", "port", "protocol"),
        ),
        samples=_info,
    ),
    Metric(
        name="kprobe_exposure_success",
        help="1 where a way in is reachable, 0 where it is unreachable, degraded or unexpected, absent otherwise.",
        labels=_EACH,
        samples=_each(_success),
    ),
    Metric(
        name="kprobe_exposure_verdict",
        help="1 for the verdict that a way in has; the others are absent.",
        labels=(*_EACH, "verdict"),
        samples=lambda report: (((*_names(item), item.verdict.value), 1) for item in report.exposures),
    ),
    Metric(
        name="kprobe_exposure_connect_duration_seconds",
        help="How long connecting to the slowest entry that answers took.",
        labels=_EACH,
        samples=_each(_connect),
    ),
    Metric(
        name="kprobe_exposure_certificate_not_after_timestamp_seconds",
        help="When the first of the served certificates ends, as a Unix time.",
        labels=_EACH,
        samples=_each(_not_after),
    ),
)
