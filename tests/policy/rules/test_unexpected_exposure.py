from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.report import Report, VantageKind
from tests.kit import reports
from tests.kit.policies import held, one, said

WEB = reports.node_port("web", 30080)
NONE = "exposed: []"


def seen(verdict: Verdict, **more: object) -> Report:
    return reports.report(reports.reported(WEB, verdict, **more))  # type: ignore[arg-type]


def test_what_answers_from_outside_is_an_error() -> None:
    finding = one("KP913", held(seen(Verdict.REACHABLE), NONE))
    assert finding.id == f"KP913/Service/shop/web/{WEB.id}"
    assert (finding.severity, finding.confidence, finding.exposures) == ("error", Confidence.CERTAIN, (WEB.id,))
    assert finding.message == (
        "node-port 30080 of Service shop/web is open on a private address "
        "and not among the ways in that kprobe.yaml expects"
    )


@pytest.mark.parametrize("verdict", [Verdict.DEGRADED, Verdict.UNEXPECTED])
def test_so_is_what_answers_at_times_or_against_the_configuration(verdict: Verdict) -> None:
    assert one("KP913", held(seen(verdict), NONE)).severity == "error"


def test_an_open_door_to_the_internet_says_so() -> None:
    wide = replace(WEB, scope=Scope.INTERNET)
    report = held(reports.report(reports.reported(wide)), "exposed: [{scope: private}]")
    assert "is open to the internet" in one("KP913", report).message


def test_seen_from_inside_it_is_only_likely() -> None:
    inside = replace(seen(Verdict.REACHABLE), vantage=replace(seen(Verdict.REACHABLE).vantage, kind=VantageKind.POD))
    assert one("KP913", held(inside, NONE)).confidence is Confidence.LIKELY


def test_unprobed_the_prediction_counts() -> None:
    unprobed = replace(seen(Verdict.NOT_PROBED, seen=(None, None, None)), probed=False)
    finding = one("KP913", held(unprobed, NONE))
    assert (finding.severity, finding.confidence) == ("error", Confidence.LIKELY)


def test_what_is_not_known_is_a_warning_that_it_may_be_open() -> None:
    dark = reports.prediction(states=(), works=None, reason="pods could not be read")
    finding = one("KP913", held(seen(Verdict.UNKNOWN, predicted=dark), NONE))
    assert (finding.severity, finding.confidence) == ("warning", Confidence.POSSIBLE)
    assert " is maybe open and not among " in finding.message


CLOSED = reports.prediction(PortState.CLOSED, "no endpoint")


@pytest.mark.parametrize(
    "report",
    [
        seen(Verdict.UNREACHABLE),
        replace(seen(Verdict.NOT_PROBED, predicted=CLOSED, seen=(None, None, None)), probed=False),
        reports.report(reports.reported(replace(WEB, scope=Scope.LOOPBACK))),
        reports.report(reports.reported(reports.load_balancer("mq"), Verdict.NOT_PROBED)),
    ],
    ids=["nothing answers", "nothing can answer", "loopback", "no address yet"],
)
def test_is_silent_for_what_nobody_outside_reaches(report: Report) -> None:
    assert said("KP913", held(report, NONE)) == []


@pytest.mark.parametrize(
    "entry",
    [
        f"id: {WEB.id}",
        "id: node-port/*",
        "kind: node-port",
        "kind: [ingress, node-port]",
        "namespace: 'sh?p'",
        "scope: private",
        "port: 30080",
        "port: [22, 30000-32767]",
        "{kind: node-port, namespace: shop, scope: [private, internet], port: 30080}",
    ],
)
def test_is_silent_for_what_is_expected_by(entry: str) -> None:
    text = entry if entry.startswith("{") else f"{{{entry}}}"
    report = held(seen(Verdict.REACHABLE), f"exposed: [{text}]")
    assert said("KP913", report) == []
    assert report.exposures[0].expected is True


@pytest.mark.parametrize("entry", ["id: node-port/shop/*/81/TCP", "kind: ingress", "port: 30081", "scope: internet"])
def test_each_part_of_an_entry_must_fit(entry: str) -> None:
    assert said("KP913", held(seen(Verdict.REACHABLE), f"exposed: [{{namespace: shop, {entry}}}]"))


def test_is_silent_where_nothing_is_said_about_what_may_be_open() -> None:
    report = held(seen(Verdict.REACHABLE), "severities: []")
    assert said("KP913", report) == []
    assert report.exposures[0].expected is None
