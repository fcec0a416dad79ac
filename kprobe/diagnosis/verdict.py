"""One word for an exposure, from what was predicted and what was seen."""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.diagnosis import Verdict
from kprobe.model.route import LinkState


def verdict_of(case: Case) -> Verdict:
    """The rules, in this order.

    - No entry: unreachable where a link proves that there is nothing to aim at, else unknown.
    - Nothing was knocked on: not-probed. Nothing was learnt, for the prober's own trouble: unknown.
    - Something answers where nothing can: unexpected.
    - Of the entries that should answer all do: reachable; none: unreachable; some: degraded.

    What is silent by intent does not count, nor does an address of a family that the prober or the process lacks while
    the other one answers. What a sample of nodes left out is no entry. What is meant for its node alone is unknown:
    there is nothing that should answer. Anything else that was not knocked on, or that could not be told, makes good
    news unknown.
    """
    if not case.entries:
        return Verdict.UNREACHABLE if _nothing_to_aim_at(case) else Verdict.UNKNOWN
    if all(e.observation is None for e in case.entries):
        return Verdict.NOT_PROBED
    if any(e.unexpected for e in case.tried):
        return Verdict.UNEXPECTED
    should = case.owed
    works, fails = len([e for e in should if e.answers is True]), len([e for e in should if e.answers is False])
    untold = len(should) - works - fails
    unseen = sum(_unseen(e) for e in case.entries)
    if fails:
        if works:
            return Verdict.DEGRADED
        return Verdict.UNKNOWN if untold or unseen else Verdict.UNREACHABLE
    if any(e.flaky for e in should):
        return Verdict.DEGRADED
    return Verdict.REACHABLE if works and not untold and not unseen else Verdict.UNKNOWN


def _nothing_to_aim_at(case: Case) -> bool:
    return any(link.state is LinkState.BROKEN for link in case.route.links)


def _unseen(entry: EntryCase) -> bool:
    return entry.observation is None and not entry.intended
