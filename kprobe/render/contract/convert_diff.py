"""From a model Difference to the contract's types: every field spelt out, as in `convert`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC

from msgspec import UNSET

from kprobe import __version__
from kprobe.model import difference
from kprobe.model.report import ExposureReport
from kprobe.render.contract import diff_v1, v1, v1_policy
from kprobe.render.contract.convert import convert_finding


def convert(source: difference.Difference) -> diff_v1.Diff:
    """The difference in the contract's types."""
    return diff_v1.Diff(
        schema="kprobe-diff/v1",
        kprobe=v1.Kprobe(version=__version__),
        old=_side(source.old),
        new=_side(source.new),
        worse=source.worse,
        verdicts_compared=source.verdicts_compared,
        notes=source.notes,
        exposures=tuple(map(_exposure, source.exposures)),
        findings=tuple(map(_finding, source.findings)),
        summary=diff_v1.Summary(
            opened=sum(c.opened for c in source.exposures),
            worse=sum(bool(c.worse) for c in source.exposures) + sum(c.worse for c in source.findings),
            exposures=_counts(c.change for c in source.exposures),
            findings=_counts(c.change for c in source.findings),
        ),
    )


def _side(side: difference.Side) -> diff_v1.Side:
    report = side.report
    return diff_v1.Side(
        name=side.name,
        generated=report.generated.astimezone(UTC),
        context=report.cluster.context,
        server=report.cluster.server,
        version=report.cluster.version,
        vantage=v1.Vantage(
            kind=report.vantage.kind.value, addresses=report.vantage.addresses, detail=report.vantage.detail
        ),
        probed=report.probed,
        complete=not report.interrupted and all(gap.advisory for gap in report.gaps),
        exposures=len(report.exposures),
        findings=len(report.findings),
        narrowed=UNSET
        if report.narrowed is None
        else v1_policy.Narrowed(namespaces=report.narrowed.namespaces, selector=report.narrowed.selector),
        shard=UNSET if report.shard is None else v1_policy.Shard(index=report.shard.index, of=report.shard.of),
    )


def _exposure(item: difference.ExposureChange) -> diff_v1.ExposureChange:
    exposure = item.latest.exposure
    source = exposure.source
    return diff_v1.ExposureChange(
        id=exposure.id,
        change=item.change.value,
        opened=item.opened,
        worse=item.worse,
        reason=item.reason or None,
        kind=exposure.kind,
        source=v1.Ref(kind=source.kind, namespace=source.namespace, name=source.name),
        before=None if item.before is None else _state(item.before),
        after=None if item.after is None else _state(item.after),
    )


def _state(item: ExposureReport) -> diff_v1.State:
    return diff_v1.State(scope=item.exposure.scope.value, verdict=item.verdict.value)


def _finding(item: difference.FindingChange) -> diff_v1.FindingChange:
    return diff_v1.FindingChange(
        id=item.latest.id,
        change=item.change.value,
        worse=item.worse,
        reason=item.reason or None,
        before=None if item.before is None else convert_finding(item.before),
        after=None if item.after is None else convert_finding(item.after),
    )


def _counts(changes: Iterable[difference.Change]) -> dict[str, int]:
    counted = Counter(changes)
    return {change.value: counted[change] for change in difference.Change}
