"""About the findings: how many, and each with its code and object."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.report import Report
from kprobe.render.contract.tally import severities
from kprobe.render.metrics.metric import Metric, Sample


def _each(report: Report) -> Iterator[Sample]:
    for f in report.findings:
        sure = (f.severity.value, f.confidence.value)
        yield (f.id, f.code, f.name, *sure, f.subject.kind, f.subject.namespace, f.subject.name), 1


METRICS: tuple[Metric[Report], ...] = (
    Metric(
        name="kprobe_findings",
        help="Findings, by severity; zeros included.",
        labels=("severity",),
        samples=lambda report: (((severity.value,), count) for severity, count in severities(report).items()),
    ),
    Metric(
        name="kprobe_finding_info",
        help="A finding, with its code and the object that it is about.",
        labels=("finding", "code", "name", "severity", "confidence", "object_kind", "namespace", "object"),
        samples=_each,
    ),
)
