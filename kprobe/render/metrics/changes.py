"""About a difference: how many changes of each sort, and each that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kprobe.model.difference import Change, Difference
from kprobe.render.metrics.metric import Metric, Sample


def _counts(changes: Iterable[tuple[Change, bool]]) -> Iterator[Sample]:
    """Zeros too: an alert on a count must not lose its series when the last one goes."""
    counted = Counter(changes)
    for change in Change:
        for worse in (False, True):
            yield (change.value, str(worse).lower()), counted[change, worse]


def _ways(difference: Difference) -> Iterator[Sample]:
    for c in difference.exposures:
        if c.worse or c.opened:
            e = c.latest.exposure
            yield (e.id, e.kind, e.source.namespace, c.change.value, str(c.opened).lower()), 1


def _findings(difference: Difference) -> Iterator[Sample]:
    for c in difference.findings:
        if c.worse:
            f = c.latest
            yield (f.id, f.code, f.severity.value, f.subject.kind, f.subject.namespace, f.subject.name), 1


METRICS: tuple[Metric[Difference], ...] = (
    Metric(
        name="kprobe_diff_worse",
        help="1 where anything is known to be worse than in the older report, otherwise 0.",
        samples=lambda difference: [((), difference.worse)],
    ),
    Metric(
        name="kprobe_diff_verdicts_compared",
        help="1 where verdicts were compared, 0 where only one was probed or they were from different places.",
        samples=lambda difference: [((), difference.verdicts_compared)],
    ),
    Metric(
        name="kprobe_diff_opened",
        help="Ways in that are newly open to the internet.",
        samples=lambda difference: [((), sum(c.opened for c in difference.exposures))],
    ),
    Metric(
        name="kprobe_diff_exposures",
        help="Ways in that changed, by what became of them and whether that counts; zeros included.",
        labels=("change", "worse"),
        samples=lambda difference: _counts((c.change, bool(c.worse)) for c in difference.exposures),
    ),
    Metric(
        name="kprobe_diff_findings",
        help="Findings that changed, by what became of them and whether that counts; zeros included.",
        labels=("change", "worse"),
        samples=lambda difference: _counts((c.change, c.worse) for c in difference.findings),
    ),
    Metric(
        name="kprobe_diff_exposure_worse_info",
        help="A way in that is worse, or newly open to the internet.",
        labels=("exposure", "kind", "namespace", "change", "opened"),
        samples=_ways,
    ),
    Metric(
        name="kprobe_diff_finding_worse_info",
        help="A finding that counts: new, or more severe.",
        labels=("finding", "code", "severity", "object_kind", "namespace", "object"),
        samples=_findings,
    ),
    Metric(
        name="kprobe_diff_old_timestamp_seconds",
        help="When the older report was made, as a Unix time.",
        samples=lambda difference: [((), difference.old.report.generated.timestamp())],
    ),
    Metric(
        name="kprobe_diff_new_timestamp_seconds",
        help="When the newer report was made, as a Unix time.",
        samples=lambda difference: [((), difference.new.report.generated.timestamp())],
    ),
)
