from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Diagnosis
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.report import ExposureReport
from kprobe.model.route import LinkState
from kprobe.render.people.alike import alike
from kprobe.render.web.bounds import ROUTES
from kprobe.render.web.steps import Drawn, Routes, routes
from tests.kit import reports, targets


def drawn(item: ExposureReport, *, probed: bool = True) -> Routes:
    return routes(item, alike(item.entries), replace(reports.report(item), probed=probed))


def states(one: Drawn) -> list[str]:
    return [step.mark.word if step.mark else step.name for step in one.steps]


def test_what_looks_alike_is_drawn_once_and_the_others_are_named() -> None:
    [one] = drawn(targets.refused()).drawn
    assert states(one) == ["client", "no way through", "ok", "ok", "broken here", "broken as well", "not checked"]
    assert one.same == "node2 and node3: the same"


def test_an_answer_settles_what_the_api_could_not_tell() -> None:
    [one] = drawn(targets.open_everywhere()).drawn
    assert states(one) == ["client", "answers", "ok", "ok", "ok", "ok"]


def test_nothing_that_was_not_knocked_on_is_said_to_answer() -> None:
    item = targets.open_everywhere()
    item = targets.entries(item, *((e.prediction, None, e.links) for e in item.entries))
    [one] = drawn(item, probed=False).drawn
    assert states(one) == ["client", "not probed", "ok", "ok", "ok", "not checked"]
    assert one.steps[0].text == "outside the cluster; nothing was knocked on"


def test_a_suspected_step_is_told_from_a_broken_one() -> None:
    item = targets.one_node_silent()
    cause = Diagnosis(
        cause="node-differs",
        confidence=Confidence.POSSIBLE,
        subject=targets.SERVICE,
        message="node3 does not answer",
        link="node",
    )
    worst = drawn(replace(item, diagnosis=cause)).drawn[0]
    assert states(worst) == ["client", "no way through", "suspected", "ok", "ok", "not checked"]
    assert worst.steps[2].text == "suspected here (possible), though by the API ok: Ready"
    assert worst.notes[0].startswith("but open was predicted")
    assert all(step.reached for step in worst.steps)


def test_silence_by_intent_and_an_unexpected_answer_are_named_so() -> None:
    exposure = reports.node_port("web", 30080)
    quiet = reports.prediction(PortState.FILTERED, "no endpoint there", by_intent=True)
    dead = reports.prediction(PortState.CLOSED, "no endpoint")
    item = targets.entries(
        reports.reported(exposure),
        (quiet, reports.observation(exposure.entries[0], PortState.FILTERED), ()),
        (dead, reports.observation(exposure.entries[1]), ()),
        (reports.prediction(), reports.observation(exposure.entries[2], attempts=3, succeeded=2), ()),
    )
    found = {states(one)[1]: one for one in drawn(item).drawn}
    assert set(found) == {"silent by intent", "unexpected", "only sometimes"}
    assert "silent by intent: no endpoint there" in found["silent by intent"].notes


def test_without_an_address_the_route_is_drawn_all_the_same() -> None:
    [one] = drawn(reports.reported(reports.load_balancer("mq"), cause="nobody serves its class")).drawn
    assert states(one) == ["client", "no address", "broken here"]
    assert one.steps[1].text == "the load balancer has no address yet"


def test_very_many_looks_are_counted() -> None:
    item = targets.open_everywhere()
    looks = tuple(
        (e.prediction, e.observation, (targets.link("node", LinkState.BROKEN, f"fault {index}"),))
        for index, e in enumerate(item.entries * 3)
    )
    wide = replace(item, entries=item.entries * 3)
    shown = drawn(targets.entries(wide, *looks))
    assert len(shown.drawn) == ROUTES
    assert shown.left == 9 - ROUTES
