"""One way in, seen from several vantages: one verdict, all that was seen, and what the difference tells."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from kprobe.diagnosis.comparison import Comparison, Seen
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Finding
from kprobe.model.report import ExposureReport
from kprobe.registry import load

_FAILING = frozenset({Verdict.UNREACHABLE, Verdict.DEGRADED, Verdict.UNEXPECTED})


def together(seen: Seen) -> ExposureReport:
    """All entries with the vantage that saw them, the diagnosis of the worst, and one verdict.

    Reachable from some vantages only is degraded; that nobody knows how it is from one of them makes good news unknown.
    """
    worst = min(seen.values(), key=lambda item: (item.verdict.rank, item.diagnosis is None))
    return replace(
        worst,
        verdict=_verdict([item.verdict for item in seen.values()]),
        entries=tuple(replace(e, vantage=v.name) for v, item in seen.items() for e in item.entries),
    )


def differences(ways: Iterable[Seen]) -> tuple[Finding, ...]:
    """What several reports show together."""
    comparisons = load("kprobe.diagnosis.comparisons", "COMPARISON", Comparison)
    found = (c.compared(seen) for seen in ways for c in comparisons if len(seen) > 1)
    return tuple(f for f in found if f is not None)


def _verdict(said: list[Verdict]) -> Verdict:
    verdicts = set(said)
    if len(verdicts) == 1:
        return said[0]
    if Verdict.REACHABLE in verdicts:
        return Verdict.DEGRADED if verdicts & _FAILING else Verdict.UNKNOWN
    return min(verdicts, key=lambda v: v.rank)
