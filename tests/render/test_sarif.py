from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from msgspec.structs import replace

from kprobe.diagnosis.catalogue import catalogue
from kprobe.errors import ExitCode
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Place, Severity
from kprobe.model.refs import Ref
from kprobe.model.report import Report, Vantage, VantageKind
from kprobe.model.text import sanitised
from kprobe.model.why import Why
from tests.kit import reports, strangers
from tests.kit.rendering import rendered

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
OFFICIAL = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)
MULTITOOL = shutil.which("sarif-multitool") or shutil.which("Sarif.Multitool")
needs_multitool = pytest.mark.skipif(
    MULTITOOL is None, reason="sarif-multitool is not installed: npm install -g @microsoft/sarif-multitool"
)
REPORTS = {
    "healthy": reports.healthy(),
    "every verdict": reports.every_verdict(),
    "hostile names": reports.hostile(),
    "nothing": reports.report(),
    "not probed": replace(reports.every_verdict(), probed=False),
    "an answer": strangers.answering("[x](1) {0}"),
    "an early end": replace(reports.healthy(), interrupted="the deadline of 2 s"),
}


def log(report: Report, **how: Any) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(rendered(report, "sarif", **how))
    return decoded


def run(report: Report, **how: Any) -> dict[str, Any]:
    [only] = log(report, **how)["runs"]
    found: dict[str, Any] = only
    return found


def results(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(report)["results"]
    return found


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_official_schema_takes_it(report: Report) -> None:
    OFFICIAL.validate(log(report, code=ExitCode.FINDINGS))


@given(strangers.TEXTS, st.booleans())
@settings(max_examples=30, deadline=None)
def test_whatever_strangers_write_it_stays_valid(text: str, asked: bool) -> None:  # noqa: FBT001
    report = sanitised(strangers.answering(text) if asked else strangers.saying(text))
    document = log(report)
    del document["runs"][0]["tool"]["driver"]["rules"]  # the same in all of them, and long
    OFFICIAL.validate(document)
    assert rendered(report, "sarif").isascii()
    for found, finding in zip(document["runs"][0]["results"], report.findings, strict=True):
        path = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        parts = urlsplit(path)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert not any(segment in {"", ".", ".."} for segment in path.split("/"))
        assert unquote(path.split("/")[-1]) in {finding.subject.name, "-"}


def faults(document: dict[str, Any], kind: str, folder: Path) -> list[str]:
    """Ids of the rules that Microsoft's own validator finds broken: those for every reader, or GitHub's."""
    assert MULTITOOL is not None
    for rule in document["runs"][0]["tool"]["driver"]["rules"]:
        del rule["helpUri"]  # it would ask for each of them over the network
    (folder / "kprobe.sarif").write_text(json.dumps(document), encoding="utf-8")
    subprocess.run(
        [MULTITOOL, "validate", "kprobe.sarif", "--rule-kind", kind, "-o", "found.sarif"],
        cwd=folder,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},  # without ICU, too
        check=False,
        capture_output=True,
        timeout=170,
    )
    [found] = json.loads((folder / "found.sarif").read_text(encoding="utf-8-sig"))["runs"]
    return [result["ruleId"] for result in found.get("results", []) if result.get("level") != "note"]


@needs_multitool
@pytest.mark.timeout(180)  # it starts slowly
def test_microsofts_validator_finds_no_fault_for_any_reader(tmp_path: Path) -> None:
    assert faults(log(strangers.answering("[x](1) {0}")), "Sarif", tmp_path) == []


@needs_multitool
@pytest.mark.timeout(180)
def test_microsofts_validator_finds_no_fault_for_github(tmp_path: Path) -> None:
    assert faults(log(reports.every_verdict()), "Ghas", tmp_path) == []


@needs_multitool
@pytest.mark.timeout(180)
def test_microsofts_validator_would_have_found_what_github_refuses(tmp_path: Path) -> None:
    document = log(reports.every_verdict())
    del document["runs"][0]["results"][0]["locations"]
    assert faults(document, "Ghas", tmp_path) != []


def test_every_finding_is_a_result_with_its_rule_and_level() -> None:
    found = run(reports.every_verdict())
    rules = found["tool"]["driver"]["rules"]
    assert [(r["ruleId"], r["level"]) for r in found["results"]] == [
        ("KP301", "error"),
        ("KP203", "warning"),
        ("KP204", "note"),
    ]
    assert [rules[r["ruleIndex"]]["id"] for r in found["results"]] == ["KP301", "KP203", "KP204"]


def test_a_rule_is_its_page_of_the_catalogue() -> None:
    [rule] = [rule for rule in run(reports.healthy())["tool"]["driver"]["rules"] if rule["id"] == "KP301"]
    [item] = [item for item in catalogue() if item.code == "KP301"]
    assert rule["name"] == "ServiceSelectsNothing"
    assert rule["shortDescription"]["text"] == item.title
    assert rule["fullDescription"]["text"] == "An exposed Service selects no pod."
    assert rule["help"]["text"].startswith("Make the selector equal to the labels of the pod template")
    assert rule["help"]["markdown"].startswith("## Why it matters")
    assert rule["helpUri"].endswith("/docs/checks/KP301.md")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["kubernetes", "network", "services-and-endpoints"]


def test_the_rules_are_all_that_was_looked_for() -> None:
    told = [rule["id"] for rule in run(reports.healthy())["tool"]["driver"]["rules"]]
    assert told == sorted(item.code for item in catalogue() if item.code)
    without = [rule["id"] for rule in run(replace(reports.healthy(), probed=False))["tool"]["driver"]["rules"]]
    assert without == [code for code in told if not code.startswith("KP8")]


def test_a_code_that_the_catalogue_lacks_has_a_rule_all_the_same() -> None:
    found = run(reports.report(findings=(reports.finding("KP999"),)))
    [result] = found["results"]
    rule = found["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], rule["defaultConfiguration"]["level"]) == ("KP999", "error")


def test_a_result_tells_all_that_code_scanning_has_no_other_place_for() -> None:
    finding = replace(reports.finding(), confidence=Confidence.LIKELY)
    assert results(reports.report(findings=(finding,)))[0]["message"]["text"].splitlines() == [
        "Service shop/web: selector app=wbe matches 0 of 12 pods; Deployment web has app=web (likely)",
        "Ways in:",
        "- node-port/shop/web/80/TCP",
        "Evidence:",
        "- spec.selector: app=wbe",
        "Fix:",
        "kubectl -n shop edit service web",
    ]


def test_of_many_ways_in_the_message_names_some_and_the_properties_all() -> None:
    ids = tuple(f"node-port/shop/web-{n}/80/TCP" for n in range(40))
    [result] = results(reports.report(findings=(reports.finding(exposures=ids),)))
    assert result["message"]["text"].count("node-port/") == 10
    assert "and 30 more" in result["message"]["text"]
    assert result["properties"]["exposures"] == list(ids)


def test_an_object_has_a_path_that_names_it_and_its_name_in_full() -> None:
    [result] = results(reports.report(findings=(reports.finding(),)))
    [location] = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "lab/shop/Service/web"
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"] == [
        {"name": "web", "fullyQualifiedName": "Service/shop/web", "kind": "resource"}
    ]


def test_an_object_without_a_namespace_and_a_cluster_without_a_name_have_paths_too() -> None:
    finding = replace(reports.finding("KP701"), subject=Ref(kind="Node", name="node2"))
    report = reports.report(findings=(finding,))
    [result] = results(replace(report, cluster=replace(report.cluster, context="")))
    location = result["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "cluster/Node/node2"
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "Node/node2"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("deploy/web 1.yaml", "deploy/web%201.yaml"),
        ("./../shop/#1.yaml", "../shop/%231.yaml"),
        ("/srv/web.yaml", "file:///srv/web.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_what_a_manifest_does_is_at_its_line(file: str, uri: str) -> None:
    found = replace(reports.finding(), place=Place(file=file, line=12, column=5))
    location = results(reports.report(findings=(found,)))[0]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": uri}, "region": {"startLine": 12, "startColumn": 5}}


def test_fingerprints_are_those_of_the_finding_whatever_else_changes() -> None:
    first = results(reports.report(findings=(reports.finding(),)))[0]
    later = reports.finding(message="selector app=wbe matches 0 of 13 pods", fix=(), exposures=())
    milder = replace(later, severity=Severity.WARNING, confidence=Confidence.LIKELY)
    again = results(reports.report(findings=(reports.finding("KP101", name="a"), milder)))[1]
    assert first["partialFingerprints"] == again["partialFingerprints"]
    assert first["partialFingerprints"]["kprobeFinding/v1"] == "KP301/Service/shop/web"
    other = results(reports.report(findings=(replace(reports.finding(), detail="80/TCP"),)))[0]
    assert other["partialFingerprints"] != first["partialFingerprints"]


def test_what_looks_like_a_link_inside_the_log_is_none() -> None:
    [result] = results(reports.report(findings=(reports.finding(message="see [this](1) and [x]"),)))
    assert r"see \[this](1) and [x]" in result["message"]["text"]


@pytest.mark.parametrize(
    ("code", "told"),
    [(None, None), (ExitCode.OK, 0), (ExitCode.FINDINGS, 1), (ExitCode.INCOMPLETE, 4)],
    ids=["not known", "nothing found", "findings", "incomplete"],
)
def test_the_invocation_has_the_exit_code_of_the_process(code: ExitCode | None, told: int | None) -> None:
    [invocation] = run(reports.healthy(), code=code)["invocations"]
    assert invocation.get("exitCode") == told
    assert ("exitCodeDescription" in invocation) is (told is not None)


def test_what_an_exit_code_means_depends_on_the_command() -> None:
    asked = replace(reports.healthy(), why=Why(target="svc/shop/web", verdict=Verdict.REACHABLE))
    told = [run(report, code=ExitCode.OK)["invocations"][0] for report in (reports.healthy(), asked)]
    assert [i["exitCodeDescription"] for i in told] == ["nothing at or above --fail-on", "reachable"]


def test_the_invocation_began_when_the_run_did() -> None:
    [invocation] = run(reports.healthy())["invocations"]
    assert invocation["startTimeUtc"] == "2026-11-23T11:59:56.800000Z"
    assert invocation["endTimeUtc"] == "2026-11-23T12:00:00Z"


def test_an_incomplete_run_is_not_successful_and_says_what_is_missing() -> None:
    partial = run(reports.report(gaps=(reports.GAP,)))
    [invocation] = partial["invocations"]
    assert invocation["executionSuccessful"] is False
    [told] = invocation["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == (
        "warning",
        "Not known: events (forbidden): scheduling failures are not explained",
    )
    descriptors = partial["tool"]["driver"]["notifications"]
    assert descriptors[told["descriptor"]["index"]]["id"] == told["descriptor"]["id"] == "gap"
    assert run(reports.healthy())["invocations"][0]["executionSuccessful"] is True


def test_an_advisory_gap_is_a_note_and_the_run_successful() -> None:
    [invocation] = run(reports.report(gaps=(replace(reports.GAP, advisory=True),)))["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [told["level"] for told in invocation["toolExecutionNotifications"]] == ["note"]


def test_where_the_probe_stood_is_a_warning_unless_it_was_outside() -> None:
    inside = replace(reports.healthy(), vantage=Vantage(kind=VantageKind.POD, addresses=("10.244.0.7",)))
    [told] = run(inside)["invocations"][0]["toolExecutionNotifications"]
    assert (told["descriptor"]["id"], told["level"]) == ("vantage", "warning")
    assert "toolExecutionNotifications" not in run(reports.healthy())["invocations"][0]


def test_the_run_says_what_was_looked_at_and_from_where() -> None:
    told = run(reports.every_verdict())["properties"]
    assert told["cluster"]["context"] == "lab"
    assert told["vantage"] == {"kind": "outside", "addresses": ["198.51.100.100"], "detail": ""}
    assert told["verdicts"]["unreachable"] == 1


def test_an_answer_is_in_the_properties_and_a_notification() -> None:
    why = Why(target="svc/shop/web", verdict=Verdict.UNREACHABLE, answer="svc/shop/web is not reachable from outside.")
    asked = run(replace(reports.healthy(), why=why))
    assert asked["properties"]["why"] == {
        "target": "svc/shop/web",
        "verdict": "unreachable",
        "answer": "svc/shop/web is not reachable from outside.",
    }
    told = [
        (n["descriptor"]["id"], n["message"]["text"]) for n in asked["invocations"][0]["toolExecutionNotifications"]
    ]
    assert told == [("answer", "svc/shop/web is not reachable from outside.")]
