from __future__ import annotations

import io

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import Observation, PortState, Stage
from kprobe.model.report import ExposureReport, Vantage, VantageKind
from kprobe.model.route import LinkState
from kprobe.render.people.tree import tree
from kprobe.render.renderer import Output
from tests.kit import reports, targets


def drawn(item: ExposureReport, *, width: int = 80, every: bool = False, vantage: Vantage | None = None) -> list[str]:
    report = targets.asked(item)
    report = replace(report, vantage=vantage) if vantage else report
    output = Output(stream=io.StringIO(), width=width)
    return ["".join(text for text, _ in line).rstrip() for line in tree(item, report, output, every=every)]


def test_it_goes_from_the_client_inwards_and_the_first_break_stands_out() -> None:
    assert drawn(targets.refused(), width=100) == [
        "client 198.51.100.100, outside the cluster",
        "└─ ✗ 198.51.100.11:30080 (node1)  refused in 0.4 ms, 3 of 3 attempts, as predicted",
        "   ├─ ✓ node           ok, Ready",
        "   ├─ ✓ service proxy  ok, kube-proxy iptables serves this address",
        "   ├─ ✗ endpoints      broken here: selector app=wbe matches no pod",
        "   │                   nearest: Deployment web, app=web",
        "   ├─ ✗ pod            broken as well: CrashLoopBackOff",
        "   └─ · process        not checked: only a probe can tell",
        "     node2 and node3: the same",
    ]


def test_another_way_in_that_fails_alike_is_not_drawn_again() -> None:
    item = targets.open_everywhere()
    closed = [replace(e, observation=reports.observation(e.entry, PortState.CLOSED)) for e in item.entries]
    closed[2] = replace(closed[2], links=(targets.link("load-balancer"), *closed[2].links[2:]))
    shown = drawn(replace(item, entries=tuple(closed), verdict=Verdict.UNREACHABLE))
    assert sum("endpoints" in line for line in shown) == 1
    assert shown[-1].strip() == "fails as above, by another way in"


def test_another_way_in_that_fails_otherwise_is_drawn() -> None:
    item = targets.open_everywhere()
    closed = [replace(e, observation=reports.observation(e.entry, PortState.CLOSED)) for e in item.entries]
    closed[2] = replace(closed[2], observation=reports.observation(closed[2].entry, PortState.FILTERED))
    shown = drawn(replace(item, entries=tuple(closed), verdict=Verdict.UNREACHABLE))
    assert sum("endpoints" in line for line in shown) == 2


def test_what_does_not_fit_beside_an_address_goes_below_it() -> None:
    assert drawn(targets.refused())[1:3] == [
        "└─ ✗ 198.51.100.11:30080 (node1)",
        "     refused in 0.4 ms, 3 of 3 attempts, as predicted",
    ]


def test_what_differs_from_the_prediction_is_said_and_comes_first() -> None:
    shown = drawn(targets.one_node_silent())
    assert "198.51.100.13:30080 (node3)  no answer" in shown[1]
    assert "but open was predicted, because a ready endpoint answers" in shown[2]
    assert any(line.startswith("└─ ✓ 198.51.100.11:30080 (node1)  open") for line in shown)
    assert "node2: the same" in shown[-1]


def test_an_answer_settles_what_the_api_cannot_tell() -> None:
    assert "   └─ ✓ process        ok, as the answer shows" in drawn(targets.open_everywhere())


def test_a_port_that_answers_now_and_then_settles_nothing() -> None:
    item = targets.open_everywhere()
    flaky = tuple(replace(e, observation=reports.observation(e.entry, attempts=3, succeeded=1)) for e in item.entries)
    shown = drawn(replace(item, entries=flaky, verdict=Verdict.DEGRADED))
    assert any("but only 1 of 3 attempts" in line for line in shown)
    assert any("process        not checked" in line for line in shown)


def test_another_entry_that_breaks_at_the_same_link_only_says_so() -> None:
    item = targets.refused()
    odd = replace(
        item.entries[2],
        observation=reports.observation(item.entries[2].entry, PortState.FILTERED),
    )
    shown = drawn(replace(item, entries=(*item.entries[:2], odd)))
    assert sum("broken here" in line for line in shown) == 1
    assert any("broken at endpoints, as above" in line for line in shown)


def test_a_name_that_does_not_resolve_is_a_trouble_of_its_own() -> None:
    item = targets.refused()
    seen = Observation(
        target=item.entries[2].observation.target,  # type: ignore[union-attr]
        state=None,
        stage=Stage.RESOLVE,
        error="the name does not exist",
    )
    shown = drawn(replace(item, entries=(*item.entries[:2], replace(item.entries[2], observation=seen))))
    assert any("the name does not exist" in line for line in shown)
    assert any("and broken at endpoints, as above" in line for line in shown)


def test_without_an_address_the_route_still_shows_why() -> None:
    item = reports.reported(reports.load_balancer("mq"), Verdict.UNREACHABLE)
    item = replace(item, route=(targets.link("load-balancer", LinkState.BROKEN, "nobody claims the class"),))
    shown = drawn(item)
    assert "no address  the load balancer has no address yet" in shown[1]
    assert "✗ load balancer  broken here: nobody claims the class" in shown[2]


def test_silence_by_intent_is_not_a_fault() -> None:
    item = targets.open_everywhere()
    local = reports.prediction(PortState.FILTERED, "no endpoint there and the policy is Local", by_intent=True)
    quiet = replace(
        item.entries[2],
        prediction=local,
        observation=reports.observation(item.entries[2].entry, PortState.FILTERED),
    )
    shown = drawn(replace(item, entries=(*item.entries[:2], quiet)))
    assert not any("✗" in line for line in shown)
    assert any("silent by intent: no endpoint there" in line for line in shown)


def test_from_a_node_it_does_not_call_itself_outside() -> None:
    inside = Vantage(kind=VantageKind.NODE, addresses=("198.51.100.11",))
    assert drawn(targets.refused(), vantage=inside)[0] == "client 198.51.100.11, on a node of the cluster"


def test_on_a_narrow_screen_reasons_go_below_their_links() -> None:
    shown = drawn(targets.refused(), width=40)
    index = next(i for i, line in enumerate(shown) if line.endswith("✗ endpoints"))
    assert "broken here: selector" in shown[index + 1]
