from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.probe import PortState
from kprobe.model.route import LinkState
from kprobe.render.people.alike import alike
from tests.kit import reports, targets


def test_entries_that_differ_in_their_own_names_alone_are_alike() -> None:
    item = targets.refused()
    named = tuple(
        replace(e, links=(targets.link("node", LinkState.BROKEN, f"{e.entry.node} has stopped reporting"),))
        for e in item.entries
    )
    [group] = alike(named)
    assert group.first.entry.node == "node1"
    assert [e.entry.node for e in group.others] == ["node2", "node3"]


def test_another_observation_is_a_group_of_its_own_and_the_failing_one_is_first() -> None:
    first, second = alike(targets.one_node_silent().entries)
    assert (first.first.entry.node, first.works) == ("node3", False)
    assert (second.first.entry.node, second.works, len(second.others)) == ("node1", True, 1)


def test_another_broken_link_is_a_group_of_its_own() -> None:
    item = targets.refused()
    other = replace(item.entries[0], links=(targets.link("endpoints", LinkState.BROKEN, "none is ready"),))
    assert len(alike((other, *item.entries[1:]))) == 2


def test_a_sound_link_that_is_sound_for_another_reason_tells_nobody_apart() -> None:
    item = targets.open_everywhere()
    cordoned = replace(
        item.entries[0], links=(targets.link("node", reason="Ready; cordoned"), *item.entries[0].links[1:])
    )
    assert len(alike((cordoned, *item.entries[1:]))) == 1


def test_a_doubtful_link_is_not_called_working_though_it_answers() -> None:
    item = targets.open_everywhere()
    doubtful = replace(item.entries[0], links=(targets.link("endpoints", LinkState.UNKNOWN, "forbidden"),))
    [group] = alike((doubtful,))
    assert not group.works


def test_what_is_silent_by_intent_comes_last() -> None:
    item = targets.one_node_silent()
    local = reports.prediction(PortState.FILTERED, "the policy is Local", by_intent=True)
    quiet = replace(
        item.entries[0],
        prediction=local,
        observation=reports.observation(item.entries[0].entry, PortState.FILTERED),
    )
    groups = alike((quiet, *item.entries[1:]))
    assert [g.intended for g in groups] == [False, False, True]
