from __future__ import annotations

import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.probing.pacing import PATIENCE, RESERVED_FILES, Bucket, affordable, back_off, shuffled


def grants(rate: float, until: float) -> int:
    """How many grants a bucket gives to somebody who asks whenever he is told to."""
    now, granted = 0.0, 0
    bucket = Bucket(rate, now)
    while now <= until:
        wait = bucket.wait(now)
        granted += not wait
        now += wait + 1e-9
    return granted


@pytest.mark.parametrize("rate", [1, 7.5, 100])
def test_no_more_is_granted_than_the_rate_allows(rate: float) -> None:
    assert rate * 4 - 1 <= grants(rate, 4.0) <= rate * 4 + 1


def test_a_pause_does_not_save_up_more_than_a_tenth_of_a_second() -> None:
    bucket = Bucket(100, 0.0)
    assert sum(not bucket.wait(60.0) for _ in range(1000)) == 10


def test_no_rate_is_no_limit() -> None:
    bucket = Bucket(0, 0.0)
    assert not any(bucket.wait(0.0) for _ in range(1000))


@pytest.fixture
def file_limit() -> object:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_soft_limit_on_files_is_raised_to_the_hard_one(file_limit: tuple[int, int]) -> None:
    hard = file_limit[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    assert affordable(1000) == min(1000, hard - RESERVED_FILES)
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard


def test_more_than_the_limit_allows_is_not_attempted(file_limit: tuple[int, int]) -> None:
    assert affordable(10**9) <= file_limit[1] - RESERVED_FILES


def test_one_is_always_allowed() -> None:
    assert affordable(0) == 1


def test_reserved_grants_come_one_after_the_other_at_the_rate() -> None:
    bucket = Bucket(10, 0.0)
    waits = [bucket.reserve(0.0) for _ in range(4)]
    assert waits == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert bucket.reserve(0.35) == pytest.approx(0.05)


def test_nothing_is_waited_for_where_there_is_no_rate() -> None:
    assert [Bucket(0, 0.0).reserve(0.0) for _ in range(3)] == [0.0, 0.0, 0.0]


def test_a_grant_that_is_given_back_may_be_taken_again() -> None:
    bucket = Bucket(10, 0.0)
    assert bucket.wait(0.0) == 0.0
    assert bucket.wait(0.0) > 0.0
    bucket.give_back()
    assert bucket.wait(0.0) == 0.0


@given(st.integers(0, 300), st.integers(1, 70))
def test_shuffling_loses_nothing_and_moves_nothing_far(count: int, within: int) -> None:
    order = list(shuffled(range(count), within))
    assert sorted(order) == list(range(count))
    assert all(abs(place - item) < within for place, item in enumerate(order))


def test_a_long_row_does_not_stay_in_order() -> None:
    assert list(shuffled(range(1000))) != list(range(1000))


def test_trouble_is_waited_out_longer_each_time_and_never_long() -> None:
    waits = [back_off(troubles) for troubles in range(1, PATIENCE + 1)]
    assert waits == sorted(waits)
    assert (waits[0] < 0.1, waits[-1]) == (True, 1.0)
