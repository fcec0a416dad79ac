"""About the run: when, how long, from where, and whether all of it could be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kprobe.model.report import Report
from kprobe.model.snapshot import GapReason
from kprobe.render.contract.tally import complete, works
from kprobe.render.metrics.metric import Metric, Sample


def _info(report: Report) -> Iterator[Sample]:
    yield (report.version, report.cluster.version, report.vantage.kind.value), 1


def _gaps(report: Report) -> Iterator[Sample]:
    counted = Counter((gap.reason, gap.advisory) for gap in report.gaps)
    for reason in GapReason:
        for advisory in (False, True):
            yield (reason.name.lower(), str(advisory).lower()), counted[reason, advisory]


def _target(report: Report) -> Iterator[Sample]:
    """Nothing is said where nothing is known."""
    if report.why is not None and (found := works(report, report.why)) is not None:
        yield (report.why.target,), found


METRICS: tuple[Metric[Report], ...] = (
    Metric(
        name="kprobe_scan_info",
        help="What made the report, on which Kubernetes version, and from where it knocked.",
        labels=("version", "kubernetes_version", "vantage"),
        samples=_info,
    ),
    Metric(
        name="kprobe_scan_timestamp_seconds",
        help="When the report was made, as a Unix time.",
        samples=lambda report: [((), report.generated.timestamp())],
    ),
    Metric(
        name="kprobe_scan_duration_seconds",
        help="How long reading, judging and knocking took.",
        samples=lambda report: [((), report.seconds)],
    ),
    Metric(
        name="kprobe_scan_complete",
        help="1 where everything was read that a verdict rests on and the run went to its end, otherwise 0.",
        samples=lambda report: [((), complete(report))],
    ),
    Metric(
        name="kprobe_scan_probed",
        help="1 where it knocked, 0 with --no-probe.",
        samples=lambda report: [((), report.probed)],
    ),
    Metric(
        name="kprobe_scan_gaps",
        help="What could not be read, by reason; no verdict rests on an advisory gap.",
        labels=("reason", "advisory"),
        samples=_gaps,
    ),
    Metric(
        name="kprobe_target_success",
        help="kprobe why: 1 where its target is reachable, 0 where it is not, absent where that is not known.",
        labels=("target",),
        samples=_target,
    ),
)
