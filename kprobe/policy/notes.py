"""What a reader must know of how a report was held against policy and baseline, beside the findings."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.policy.expecting import expects, may_be_hidden
from kprobe.policy.holding import Holding


def notes(holding: Holding) -> Iterator[str]:
    """A sentence each."""
    yield from _undecided(holding)
    yield from _another_cluster(holding)


def _undecided(holding: Holding) -> Iterator[str]:
    """Of a part of a cluster nobody can say that something expected is missing elsewhere."""
    report = holding.report
    unseen = [
        expected
        for expected in holding.policy.exposed or ()
        if not expected.optional and not any(expects(expected, item.exposure) for item in report.exposures)
    ]
    if not report.partial:
        unseen = [expected for expected in unseen if may_be_hidden(expected, report.gaps)]
    if unseen:
        some = f"{unseen[0]}{f' and {len(unseen) - 1} more' if len(unseen) > 1 else ''}"
        yield f"Not known: whether what {holding.policy.name} expects is there ({some}), as not all was looked at."


def _another_cluster(holding: Holding) -> Iterator[str]:
    baseline, report = holding.baseline, holding.report
    if baseline is None or not baseline.exposures or not report.exposures:
        return
    if not any(item.exposure.id in baseline.exposures for item in report.exposures):
        count = len(baseline.exposures)
        yield f"None of the {count} ways in that {baseline.name} has is here: is it a baseline of another cluster?"
