from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.policy.baseline import Baseline, baseline_of
from tests.kit import reports
from tests.kit.policies import held, one, said

WEB = reports.node_port("web", 30080)


def baseline(scope: Scope = Scope.PRIVATE) -> Baseline:
    return baseline_of(reports.report(reports.reported(replace(WEB, scope=scope))), "b.json")


EMPTY = baseline_of(reports.report(), "b.json")


def test_a_way_in_that_the_baseline_lacks_is_an_error() -> None:
    finding = one("KP916", held(reports.report(reports.reported(WEB)), "", EMPTY))
    assert (finding.id, finding.severity) == (f"KP916/Service/shop/web/{WEB.id}", "error")
    assert finding.message == "node-port 30080 of Service shop/web is new: the baseline does not have it"


def test_it_need_not_answer_yet() -> None:
    assert said("KP916", held(reports.report(reports.reported(WEB, Verdict.UNREACHABLE)), "", EMPTY))


def test_one_that_nobody_outside_can_aim_at_is_for_information() -> None:
    report = held(reports.report(reports.reported(replace(WEB, scope=Scope.LOOPBACK))), "", EMPTY)
    assert one("KP916", report).severity == "info"


@pytest.mark.parametrize(
    ("before", "after"),
    [(Scope.PRIVATE, Scope.INTERNET), (Scope.LOOPBACK, Scope.PRIVATE), (Scope.UNKNOWN, Scope.INTERNET)],
)
def test_one_that_reaches_further_is_new(before: Scope, after: Scope) -> None:
    report = held(reports.report(reports.reported(replace(WEB, scope=after))), "", baseline(before))
    finding = one("KP916", report)
    assert finding.message.endswith(" now")
    assert finding.evidence[0] == f"scope: {after}, {before} in b.json"


@pytest.mark.parametrize(
    ("before", "after"),
    [(Scope.PRIVATE, Scope.PRIVATE), (Scope.INTERNET, Scope.PRIVATE), (Scope.PRIVATE, Scope.UNKNOWN)],
)
def test_is_silent_for_what_the_baseline_has(before: Scope, after: Scope) -> None:
    report = held(reports.report(reports.reported(replace(WEB, scope=after))), "", baseline(before))
    assert said("KP916", report) == []


def test_is_silent_for_what_the_policy_expects() -> None:
    assert said("KP916", held(reports.report(reports.reported(WEB)), "exposed: [{kind: node-port}]", EMPTY)) == []


def test_is_silent_without_a_baseline() -> None:
    assert said("KP916", held(reports.report(reports.reported(WEB)))) == []
