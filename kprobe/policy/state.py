"""How a way in stands, and when that is worse than before."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope

_WORSE: dict[Verdict, frozenset[Verdict]] = {
    Verdict.REACHABLE: frozenset({Verdict.DEGRADED, Verdict.UNREACHABLE, Verdict.UNEXPECTED}),
    Verdict.DEGRADED: frozenset({Verdict.UNREACHABLE, Verdict.UNEXPECTED}),
    Verdict.UNREACHABLE: frozenset({Verdict.UNEXPECTED}),
}
_WIDTH = {Scope.LOOPBACK: 0, Scope.PRIVATE: 1, Scope.INTERNET: 2}
NOT_KNOWN = frozenset({Verdict.UNKNOWN, Verdict.NOT_PROBED})
ANSWERS = frozenset({Verdict.REACHABLE, Verdict.DEGRADED, Verdict.UNEXPECTED})


class State(Struct, frozen=True, kw_only=True):
    """Of one way in: from how far away its addresses can be reached, and what came of trying."""

    scope: Scope
    verdict: Verdict


def worsened(before: Verdict, after: Verdict) -> bool:
    """Whether a client is worse off than before, as far as both are known."""
    return after in _WORSE.get(before, frozenset())


def widened(before: Scope, after: Scope) -> bool:
    """Whether it can be reached from further away; what was not known to be open to the internet, and is, counts."""
    if before is Scope.UNKNOWN or after is Scope.UNKNOWN:
        return after is Scope.INTERNET
    return _WIDTH[after] > _WIDTH[before]
