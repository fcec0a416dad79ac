from __future__ import annotations

import itertools

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.policy.state import NOT_KNOWN, widened, worsened


def test_nothing_is_worse_than_itself_and_never_two_than_each_other() -> None:
    for a, b in itertools.product(Verdict, repeat=2):
        assert not (worsened(a, b) and worsened(b, a))
    for x, y in itertools.product(Scope, repeat=2):
        assert not (widened(x, y) and widened(y, x))


def test_what_is_not_known_is_neither_worse_nor_has_it_been_better() -> None:
    for a, b in itertools.product(Verdict, NOT_KNOWN):
        assert not worsened(a, b)
        assert not worsened(b, a)


def test_each_step_down_is_worse() -> None:
    assert worsened(Verdict.REACHABLE, Verdict.DEGRADED)
    assert worsened(Verdict.REACHABLE, Verdict.UNREACHABLE)
    assert worsened(Verdict.DEGRADED, Verdict.UNREACHABLE)
    assert not worsened(Verdict.UNREACHABLE, Verdict.DEGRADED)


def test_an_answer_where_nothing_can_answer_is_worse_than_silence() -> None:
    assert worsened(Verdict.UNREACHABLE, Verdict.UNEXPECTED)
    assert not worsened(Verdict.UNEXPECTED, Verdict.UNREACHABLE)


def test_open_to_the_internet_is_the_widest_and_known_or_not_before_it_counts() -> None:
    assert all(widened(s, Scope.INTERNET) for s in Scope if s is not Scope.INTERNET)
    assert widened(Scope.LOOPBACK, Scope.PRIVATE)
    assert not widened(Scope.UNKNOWN, Scope.PRIVATE)
    assert not any(widened(s, Scope.UNKNOWN) for s in Scope)
