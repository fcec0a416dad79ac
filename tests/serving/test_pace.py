from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.serving.pace import pause

SECONDS = st.floats(min_value=0.0, max_value=1e6)


@pytest.mark.parametrize(
    ("interval", "took", "failures", "expected"),
    [
        (300.0, 20.0, 0, 280.0),  # an interval from beginning to beginning
        (300.0, 290.0, 0, 30.0),  # a tenth is left in peace
        (300.0, 4000.0, 0, 30.0),  # longer than the interval: the next is late, and is one
        (300.0, 1.0, 1, 30.0),
        (300.0, 1.0, 3, 40.0),
        (300.0, 1.0, 9, 300.0),  # never less often than asked for
        (60.0, 1.0, 1, 10.0),
        (5.0, 1.0, 4, 5.0),
    ],
)
def test_when_the_next_scan_begins(interval: float, took: float, failures: int, expected: float) -> None:
    assert pause(interval, took, failures) == pytest.approx(expected)


@settings(deadline=None)
@given(st.floats(min_value=5.0, max_value=86_400.0), SECONDS, st.integers(min_value=0, max_value=10**6))
def test_there_is_always_a_pause_and_never_one_beyond_the_interval(interval: float, took: float, failures: int) -> None:
    assert 0.1 * interval <= pause(interval, took, failures) * 1.0000001
    assert pause(interval, took, failures) <= interval
