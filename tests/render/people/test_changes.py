from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.render.people.changes import changes, state_of
from tests.kit import targets


def told(before: Report, after: Report) -> list[str]:
    return list(changes(state_of(before), state_of(after)))


def test_nothing_is_said_where_nothing_changed() -> None:
    assert told(targets.broken(), targets.broken()) == []


def test_a_way_in_that_begins_to_work_says_all_that_changed() -> None:
    [line] = told(targets.broken(), targets.healthy())
    assert line.startswith("NodePort web :30080 on 3 nodes: unreachable, now reachable; seen closed, now open")
    assert "endpoints was broken, now ok" in line


def test_another_cause_is_said_though_the_verdict_stays() -> None:
    item = targets.refused()
    assert item.diagnosis is not None
    other = replace(item, diagnosis=replace(item.diagnosis, cause="none-ready", message="no pod is ready"))
    assert told(targets.broken(), targets.asked(other)) == ["NodePort web :30080 on 3 nodes: cause: no pod is ready"]


def test_the_same_cause_in_other_words_is_not() -> None:
    item = targets.refused()
    assert item.diagnosis is not None
    older = replace(item, diagnosis=replace(item.diagnosis, message="for 3 minutes now"))
    assert told(targets.broken(), targets.asked(older)) == []


def test_ways_in_that_come_and_go_are_named() -> None:
    nothing = targets.asked(answer="svc/shop/web is not exposed", verdict=None)
    assert told(nothing, targets.healthy()) == ["NodePort web :30080 on 3 nodes is new: reachable, seen open"]
    assert told(targets.healthy(), nothing) == ["NodePort web :30080 on 3 nodes is gone"]


def test_where_only_the_whole_changed_the_answer_is_said() -> None:
    before = targets.asked(answer="not exposed", verdict=None)
    after = targets.asked(answer="it could not be told", verdict=Verdict.UNKNOWN)
    assert told(before, after) == ["not exposed, now unknown: it could not be told"]
