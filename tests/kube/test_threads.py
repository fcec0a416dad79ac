from __future__ import annotations

import threading

import pytest

from kprobe.kube.threads import side_by_side, within


def test_results_come_in_the_order_of_the_jobs() -> None:
    later = threading.Event()

    def first() -> int:
        assert later.wait(10)
        return 1

    def second() -> int:
        later.set()
        return 2

    assert side_by_side([first, second], threads=2, stopped=threading.Event()) == [1, 2]


def test_the_first_error_is_raised_without_waiting_and_stops_the_rest() -> None:
    stopped = threading.Event()

    def fail() -> bool:
        raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        side_by_side([lambda: stopped.wait(30), fail], threads=2, stopped=stopped)
    assert stopped.is_set()


def test_a_job_that_takes_too_long_is_left_behind() -> None:
    release = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, lambda: release.wait(30))
    release.set()
    assert within(10, lambda: "done") == "done"


def test_a_bounded_job_s_own_error_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        within(10, lambda: 1 // 0)
