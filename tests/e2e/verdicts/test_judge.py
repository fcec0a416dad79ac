"""The judge itself: what it must not let pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.report import Report
from tests.e2e.verdicts.build import everywhere, port, service, web
from tests.e2e.verdicts.first_screen import first_screen, names_culprit
from tests.e2e.verdicts.judge import Row, judge
from tests.e2e.verdicts.scenario import CLOSED, REACHABLE, UNREACHABLE, Cause, Scenario
from tests.e2e.verdicts.stage import Stage
from tests.e2e.verdicts.table import causes_not_named, figures, wrongs
from tests.e2e.verdicts.words import words_of

NODES = {"node1": "192.0.2.1", "node2": "192.0.2.2", "node3": "192.0.2.3"}
CLUSTER = Cluster(Facts(kubeconfig="", nodes=NODES, proxy="iptables"))
WAY = "node-port/$NS/web/80/TCP"
HEALTHY = Scenario(
    name="well",
    family="NodePort",
    built="works",
    objects=(web(), service(port(30399))),
    way=WAY,
    verdict=REACHABLE,
    doors=everywhere(30399),
)
BROKEN = Scenario(
    name="ill",
    family="NodePort",
    built="no pod",
    objects=(service(port(30398)),),
    way=WAY,
    verdict=UNREACHABLE,
    doors=everywhere(30398, CLOSED),
    cause=Cause(codes=("KP301",), subjects=("Service/web",), because="no pod"),
)


def _judged(
    scenario: Scenario, verdict: str, *findings: dict[str, Any], predicted: str = "open", seen: str = ""
) -> Row:
    words = words_of(CLUSTER.facts, taken=set(), ingress="192.0.2.1", wanted=set())
    stage = Stage(cluster=CLUSTER, scenarios=(scenario,), words=words)
    number = scenario.objects[-1]["spec"]["ports"][0]["nodePort"]
    doors = [door.sees[0] for door in scenario.doors]
    prediction = {"states": [predicted], "confidence": "certain", "reason": "so it is built"}
    exposure = {
        "id": words.fill(WAY, scenario),
        "source": {"kind": "Service", "namespace": scenario.namespace, "name": "web"},
        "verdict": verdict,
        "diagnosis": None,
        "entries": [
            {"address": a, "port": number, "protocol": "TCP", "prediction": prediction, "observation": None}
            for a in NODES.values()
        ],
    }
    report = Report({"exposures": [exposure], "findings": list(findings)}, exit_code=0, stderr="", seconds=1.0)
    plain = {(a, number, "TCP"): seen or doors[0] for a in NODES.values()}
    return judge(stage, scenario, report, doors, plain)


def _finding(scenario: Scenario, code: str, name: str = "web") -> dict[str, Any]:
    subject = {"kind": "Service", "namespace": scenario.namespace, "name": name}
    ways = [WAY.replace("$NS", scenario.namespace)]
    return {
        "id": f"{code}/x",
        "code": code,
        "severity": "error",
        "subject": subject,
        "message": "…",
        "exposures": ways,
    }


def test_a_scenario_told_as_it_is_is_right() -> None:
    row = _judged(HEALTHY, "reachable")
    assert row.right
    assert list(wrongs(row)) == []


def test_another_verdict_is_wrong() -> None:
    row = _judged(HEALTHY, "unknown")
    assert list(wrongs(row)) == ["well: verdict of node-port/kv-well/web/80/TCP: unknown, should be reachable"]
    assert not figures((row,)).met


def test_an_error_about_something_healthy_is_a_false_alarm() -> None:
    row = _judged(HEALTHY, "reachable", _finding(HEALTHY, "KP301"))
    assert list(wrongs(row)) == ["well: false alarm: KP301 Service kv-well/web: …"]
    assert figures((row,)).alarms == 1


def test_a_certain_prediction_that_a_plain_client_contradicts_is_refuted() -> None:
    row = _judged(HEALTHY, "reachable", seen="filtered")
    assert len(row.refuted) == row.certain == 3
    assert not figures((row,)).met


def test_the_right_code_about_the_right_object_is_the_cause() -> None:
    row = _judged(BROKEN, "unreachable", _finding(BROKEN, "KP301"), predicted="closed")
    assert row.cause_right
    assert figures((row,)).met


@pytest.mark.parametrize(
    ("code", "name"),
    [pytest.param("KP302", "web", id="another code"), pytest.param("KP301", "other", id="another object")],
)
def test_a_wrong_cause_is_not_named(code: str, name: str) -> None:
    row = _judged(BROKEN, "unreachable", _finding(BROKEN, code, name), predicted="closed")
    assert len(list(causes_not_named((row,)))) == 1
    assert not figures((row,)).met


def test_a_first_screen_has_to_name_both_object_and_cause() -> None:
    screen = "NodePort 30398\n└─ Service\n   kv-ill/web selects no pod   KP301"
    assert names_culprit(screen, ["Service kv-ill/web"], ("KP301",))
    assert not names_culprit(screen, ["Service kv-ill/other"], ("KP301",))
    assert not names_culprit(screen, ["Service kv-ill/web"], ("KP302",))
    assert names_culprit("because node2 is down", ["Node node2"], ("node2 is down",))
    assert names_culprit("KP301: svc/kv-ill/web", ["Service kv-ill/web"], ("KP301",))
    assert names_culprit("KP804: Pod bad-5f-x", ["Pod kv-ill/bad-*"], ("KP804",))


def test_a_first_screen_ends_where_the_terminal_does() -> None:
    assert first_screen("\n".join(map(str, range(30)))).split("\n") == [str(n) for n in range(24)]
    assert first_screen("x" * (25 * 80)) == "x" * (24 * 80)
    assert first_screen(f"{'x' * 160}\n" + "\n" * 21 + "last\nunseen").endswith("last")
