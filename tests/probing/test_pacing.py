from __future__ import annotations

import resource

import pytest

from kprobe.probing.pacing import RESERVED_FILES, Bucket, affordable


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
