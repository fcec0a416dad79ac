from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.render.people.words import VERDICT_STYLES, duration, listed, many, mark, ways_in


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "40 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (3.21, "3.2 s"), (59.96, "1 min 0 s"), (125, "2 min 5 s")],
    ids=str,
)
def test_a_duration_in_the_unit_a_person_would_say(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 way in"), (3, "3 ways in"), (0, "0 ways in"), (12000, "12,000 ways in")]
)
def test_ways_in_are_counted(count: int, text: str) -> None:
    assert ways_in(count) == text


def test_an_ordinary_plural() -> None:
    assert many(2, "node") == "2 nodes"


def test_a_long_list_of_names_ends_in_a_count() -> None:
    assert listed(("a", "b", "c", "d", "e")) == "a, b, c and 2 more"
    assert listed(("a", "b", "c")) == "a, b, c"


@pytest.mark.parametrize("unicode", [True, False], ids=["UTF-8", "ASCII"])
def test_every_verdict_has_a_mark_of_its_own(*, unicode: bool) -> None:
    marks = [mark(verdict, unicode=unicode) for verdict in Verdict]
    assert len(set(marks)) == len(marks)
    assert unicode or "".join(marks).isascii()
    assert set(VERDICT_STYLES) == set(Verdict)
