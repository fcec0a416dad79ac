from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace

from kprobe.errors import ExitCode
from kprobe.model.diagnosis import Verdict
from kprobe.model.difference import Difference
from kprobe.model.exposure import Scope
from tests.kit import differences, reports
from tests.kit.rendering import rendered

_SCHEMA = Path(__file__).parents[1] / "schemas" / "sarif-schema-2.1.0.json"
OFFICIAL = Draft4Validator(json.loads(_SCHEMA.read_text("utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER)


def run(difference: Difference, *, code: ExitCode | None = None) -> dict[str, Any]:
    document = json.loads(differences.rendered(difference, "sarif", code=code))
    OFFICIAL.validate(document)
    [only] = document["runs"]
    found: dict[str, Any] = only
    return found


@pytest.mark.parametrize("difference", [differences.every_change(), differences.hostile(), differences.nothing()])
def test_the_official_schema_takes_it(difference: Difference) -> None:
    run(difference, code=ExitCode.FINDINGS)


def test_a_result_is_what_is_new_or_changed_and_nothing_that_is_gone() -> None:
    difference = differences.every_change()
    found = run(difference)["results"]
    assert {(r["ruleId"], r["properties"]["change"], r.get("baselineState")) for r in found} == {
        ("KP916", "new", "new"),
        ("KP916", "changed", "updated"),
        ("KP917", "changed", "updated"),
        ("KP304", "new", "new"),
        ("KP302", "changed", "updated"),
        ("KP501", "not-known-before", None),
    }
    absent = [c.latest.code for c in difference.findings if c.after is None]
    assert absent
    assert not {r["ruleId"] for r in found} & set(absent)


def test_what_is_gone_and_what_does_not_compare_is_a_notification() -> None:
    told = [n["message"]["text"] for n in run(differences.every_change())["invocations"][0][NOTES]]
    assert "gone: node-port 30083 of Service shop/gone" in told
    assert any(t.startswith("no longer known: host-port 8080") and "could not be read" in t for t in told)


def test_a_way_in_has_the_id_that_a_baseline_gives_it() -> None:
    found = {
        r["ruleId"]: r["partialFingerprints"]["kprobeFinding/v1"] for r in run(differences.every_change())["results"]
    }
    assert found["KP917"] == "KP917/Service/shop/api/node-port/shop/api/80/TCP"


def test_one_that_was_closed_and_answers_the_internet_now_is_told_as_a_new_way_in() -> None:
    wide = replace(reports.node_port("wide", 30080), scope=Scope.INTERNET)
    closed = reports.report(reports.reported(wide, Verdict.UNREACHABLE))
    [result] = run(differences.between(closed, reports.report(reports.reported(wide))))["results"]
    assert (result["ruleId"], result["properties"]["change"]) == ("KP916", "changed")
    assert "it answers from the internet now" in result["message"]["text"]


def test_the_same_finding_has_the_same_fingerprint_in_the_log_of_a_scan() -> None:
    new = reports.report(findings=(reports.finding("KP304", name="added"),))
    [result] = run(differences.between(reports.report(), new))["results"]
    [scanned] = json.loads(rendered(new, "sarif"))["runs"][0]["results"]
    assert result["partialFingerprints"] == scanned["partialFingerprints"]
    assert "baselineState" not in scanned


def test_the_end_of_the_process_is_told() -> None:
    ended = run(differences.every_change(), code=ExitCode.FINDINGS)["invocations"][0]
    assert (ended["exitCode"], ended["exitCodeDescription"]) == (1, "worse than the older report")


NOTES = "toolExecutionNotifications"
