"""What became of the ways in."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.diff.unseen import exposure_unseen
from kprobe.model.diagnosis import Verdict
from kprobe.model.difference import Change, ExposureChange
from kprobe.model.exposure import Scope
from kprobe.model.report import ExposureReport, Report
from kprobe.policy.state import ANSWERS, NOT_KNOWN, widened, worsened

_ORDER = (Change.NEW, Change.CHANGED, Change.GONE, Change.NOT_KNOWN_BEFORE, Change.NO_LONGER_KNOWN)


def exposure_changes(old: Report, new: Report, *, verdicts: bool) -> tuple[ExposureChange, ...]:
    """Newly open to the internet first, then what else is worse, then the rest; `verdicts`: whether they compare."""
    return tuple(
        sorted(
            _changes(old, new, verdicts=verdicts),
            key=lambda c: (not c.opened, not c.worse, _ORDER.index(c.change), c.latest.exposure.id),
        )
    )


def _changes(old: Report, new: Report, *, verdicts: bool) -> Iterator[ExposureChange]:
    before = {item.exposure.id: item for item in old.exposures}
    after = {item.exposure.id: item for item in new.exposures}
    for i, item in after.items():
        if i in before:
            yield from _both(before[i], item, verdicts=verdicts)
        elif why := exposure_unseen(old, item.exposure, other=new):
            yield ExposureChange(change=Change.NOT_KNOWN_BEFORE, before=None, after=item, reason=why)
        else:
            yield _new(item)
    for i in before.keys() - after.keys():
        why = exposure_unseen(new, before[i].exposure, other=old)
        change = Change.NO_LONGER_KNOWN if why else Change.GONE
        yield ExposureChange(change=change, before=before[i], after=None, reason=why)


def _new(item: ExposureReport) -> ExposureChange:
    """A way in that nobody outside can aim at, or that the policy expects, is new and no worse."""
    opened = item.exposure.scope is Scope.INTERNET and item.verdict is not Verdict.UNREACHABLE
    meant = item.expected is True or item.exposure.scope is Scope.LOOPBACK
    return ExposureChange(
        change=Change.NEW, before=None, after=item, opened=opened, worse=() if meant else ("a new way in",)
    )


def _both(before: ExposureReport, after: ExposureReport, *, verdicts: bool) -> Iterator[ExposureChange]:
    scopes = before.exposure.scope, after.exposure.scope
    moved = verdicts and before.verdict is not after.verdict
    if scopes[0] is scopes[1] and not moved:
        return
    answers = moved and before.verdict is Verdict.UNREACHABLE and after.verdict in ANSWERS
    closed = verdicts and after.verdict is Verdict.UNREACHABLE
    opened = scopes[1] is Scope.INTERNET and ((scopes[0] is not Scope.INTERNET and not closed) or answers)
    worse = []
    if moved and worsened(before.verdict, after.verdict):
        worse.append(f"{before.verdict}, now {after.verdict}")
    if not after.expected and widened(*scopes):
        worse.append(f"{scopes[0]}, now {scopes[1]}")
    elif not after.expected and opened:
        worse.append("it answers from the internet now")
    unknown = scopes[0] is scopes[1] and after.verdict in NOT_KNOWN and before.verdict not in NOT_KNOWN
    yield ExposureChange(
        change=Change.NO_LONGER_KNOWN if unknown else Change.CHANGED,
        before=before,
        after=after,
        opened=opened,
        worse=tuple(worse),
        reason=_unknown(after) if unknown else "",
    )


def _unknown(item: ExposureReport) -> str:
    """Why its verdict is not known, as far as its entries say."""
    said = dict.fromkeys(e.skipped for e in item.entries if e.skipped)
    return next(iter(said), "whether it answers could not be told")
