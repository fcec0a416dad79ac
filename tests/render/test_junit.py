from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.refs import Ref
from kprobe.model.report import Report
from kprobe.model.text import sanitised
from kprobe.model.why import Why
from tests.kit import reports, strangers
from tests.kit.rendering import rendered

SCHEMAS = {
    name: xmlschema.XMLSchema(Path(__file__).parent / "schemas" / f"{name}.xsd")
    for name in ("jenkins-junit-10", "ant-junit")
}
WHY = Why(
    target="svc/shop/web", matched=("node-port/shop/web/80/TCP",), verdict=Verdict.UNREACHABLE, answer="It is not."
)


def suites(report: Report) -> dict[str, TestSuite]:
    """As a common parser has it."""
    parsed = JUnitXml.fromstring(rendered(report, "junit").encode("ascii"))
    return {suite.name: suite for suite in parsed}


def tree(report: Report) -> ET.Element:
    return ET.fromstring(rendered(report, "junit"))  # noqa: S314 - our own


def cases(suite: TestSuite) -> dict[str, TestCase]:
    return {f"{case.classname}: {case.name}": case for case in suite}


def outcome(case: TestCase) -> tuple[str, str]:
    """`passed`, `failure` or `skipped`, and its message."""
    if not case.result:
        return "passed", ""
    [result] = case.result
    assert isinstance(result, (Failure, Skipped, Error))
    return result._tag, str(result.message)


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize(
    "report",
    [
        reports.healthy(),
        reports.every_verdict(),
        reports.hostile(),
        reports.report(),
        replace(reports.every_verdict(), why=WHY, interrupted="the deadline of 2 s"),
        replace(reports.healthy(), seconds=1234.5678),
    ],
    ids=["healthy", "every verdict", "hostile names", "nothing", "an answer", "a long run"],
)
def test_jenkins_and_ant_take_it(report: Report, schema: str) -> None:
    SCHEMAS[schema].validate(rendered(report, "junit"))


@given(strangers.TEXTS, st.booleans())
@settings(deadline=None, max_examples=30)
def test_whatever_strangers_write_it_stays_valid_and_is_read_back(text: str, asked: bool) -> None:  # noqa: FBT001
    report = sanitised(strangers.answering(text) if asked else strangers.saying(text))
    written = rendered(report, "junit")
    for schema in SCHEMAS.values():
        schema.validate(written)
    case = tree(report).find(".//testcase[failure]")
    assert case is not None
    assert report.exposures[0].exposure.source.name in (case.get("name") or "") or asked


@pytest.mark.parametrize("text", strangers.UNPRINTABLE, ids=ascii)
def test_characters_that_xml_forbids_are_shown_as_escapes(text: str) -> None:
    written = rendered(strangers.saying(text), "junit")
    assert written.isascii()
    SCHEMAS["jenkins-junit-10"].validate(written)


def test_every_way_in_is_a_case_by_namespace_and_kind() -> None:
    shown = cases(suites(reports.every_verdict())["ways in"])
    assert list(shown) == [
        "shop.node-port: NodePort web :30080",
        "shop.node-port: NodePort api :30081",
        "shop.node-port: NodePort odd :30082",
        "shop.node-port: NodePort dark :30083",
        "infra.load-balancer: LoadBalancer mq :5672",
        "infra.node-port: NodePort dns :30053/UDP",
        "shop.node-port: NodePort local :30090",
        "shop.ingress: Ingress front https://shop.example.com/",
        "shop.ingress: Ingress front https://shop.example.com/a/rather/long/path/that/does/not/fit/beside/its/name",
        "infra.host-port: host port edge :8080",
    ]


def test_what_is_bad_fails_what_is_not_known_is_skipped_and_only_the_rest_passes() -> None:
    shown = {name: outcome(case) for name, case in cases(suites(reports.every_verdict())["ways in"]).items()}
    told = {name.rpartition(": ")[2]: how for name, how in shown.items() if "/a/" not in name}
    assert told == {
        "NodePort web :30080": ("failure", "unreachable: selector app=wbe matches no pod"),
        "NodePort api :30081": ("failure", "degraded: node3 does not answer: a firewall drops it (possible)"),
        "NodePort odd :30082": ("failure", "unexpected: something else answers on the port"),
        "NodePort dark :30083": ("skipped", "unknown: pods could not be read"),
        "LoadBalancer mq :5672": ("skipped", "not probed: the load balancer has no address yet"),
        "NodePort dns :30053/UDP": (
            "skipped",
            "not probed: loopback addresses are knocked on only with --allow-address",
        ),
        "NodePort local :30090": ("passed", ""),
        "Ingress front https://shop.example.com/": ("passed", ""),
        "host port edge :8080": ("passed", ""),
    }


def test_the_counts_are_what_a_reader_counts() -> None:
    for suite in suites(reports.every_verdict()).values():
        ends = [outcome(case)[0] for case in suite]
        assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (
            len(ends),
            ends.count("failure"),
            ends.count("skipped"),
            0,
        )


def test_a_failure_tells_cause_evidence_fix_and_what_to_run_next() -> None:
    web = reports.node_port("web", 30080)
    item = reports.reported(web, Verdict.UNREACHABLE, cause="selector app=wbe matches no pod")
    assert item.diagnosis is not None
    item = replace(item, diagnosis=replace(item.diagnosis, finding="KP301/Service/shop/web"))
    [case] = suites(reports.report(item, findings=(reports.finding(),)))["ways in"]
    [failure] = case.result
    assert failure.type == "selector-mismatch"
    for part in (
        "unreachable: NodePort web, :30080 on 3 nodes",
        "Why: selector app=wbe matches no pod",
        "- spec.selector: app=wbe",
        "Fix:\nkubectl edit",
        "- error KP301 Service shop/web: selector app=wbe matches 0 of 12 pods; Deployment web has app=web",
        "docs/checks/KP301.md",
        "Next: kprobe why svc/shop/web",
    ):
        assert part in failure.text


def test_a_finding_that_no_failed_way_in_tells_is_a_case_of_its_own() -> None:
    warns = reports.finding("KP203", Severity.WARNING, message="outside the range", name="old")
    node = replace(
        reports.finding("KP701", message="is not Ready", exposures=()), subject=Ref(kind="Node", name="node2")
    )
    found = suites(reports.report(reports.reported(reports.node_port("web", 30080)), findings=(warns, node)))[
        "findings"
    ]
    assert {name: outcome(case) for name, case in cases(found).items()} == {
        "shop.selector-matches-nothing: KP203 Service shop/old": ("failure", "warning: outside the range"),
        "selector-matches-nothing: KP701 Node node2": ("failure", "error: is not Ready"),
    }


def test_a_finding_that_a_failed_way_in_tells_is_not_told_again() -> None:
    failing = reports.reported(reports.node_port("web", 30080), Verdict.UNREACHABLE, cause="selector app=wbe")
    assert list(suites(reports.report(failing, findings=(reports.finding(),)))["findings"]) == []


def test_what_is_only_worth_knowing_neither_passes_nor_fails() -> None:
    report = reports.report(findings=(reports.finding("KP204", Severity.INFO, message="fine", exposures=()),))
    assert list(suites(report)["findings"]) == []
    told = [element.text for element in tree(report).iter("system-out")]
    assert told == [None, "info KP204 Service shop/web: fine", None]


def test_what_could_not_be_read_is_skipped_and_said() -> None:
    partial = reports.report(gaps=(reports.GAP,))
    assert [outcome(case) for case in suites(partial)["run"]] == [
        ("skipped", "something could not be read"),
        ("skipped", "forbidden: scheduling failures are not explained"),
    ]
    assert [outcome(case) for case in suites(reports.healthy())["run"]] == [("passed", "")]
    stopped = replace(reports.healthy(), interrupted="the deadline of 2 s")
    assert outcome(next(iter(suites(stopped)["run"]))) == ("skipped", "the deadline of 2 s")


def test_an_advisory_gap_leaves_the_rest_whole() -> None:
    partial = reports.report(gaps=(replace(reports.GAP, advisory=True),))
    assert [outcome(case)[0] for case in suites(partial)["run"]] == ["passed", "skipped"]


def test_a_case_takes_as_long_as_its_slowest_entry_and_the_suite_as_the_run() -> None:
    web = reports.node_port("web", 30080)
    seen = tuple(reports.observation(entry, seconds=(1 + n) / 8) for n, entry in enumerate(web.entries))
    suite = suites(reports.report(reports.reported(web, seen=seen)))["ways in"]
    assert (suite.time, next(iter(suite)).time) == (3.2, 0.375)


def test_the_properties_say_what_was_looked_at_and_from_where() -> None:
    elements = tree(reports.every_verdict()).findall("testsuite[@name='ways in']/properties/property")
    assert {element.get("name"): element.get("value") for element in elements} == {
        "cluster": "lab",
        "cluster.server": "https://198.51.100.11:6443",
        "cluster.version": "v1.37.2",
        "cluster.nodes": "3",
        "vantage": "outside",
        "vantage.addresses": "198.51.100.100",
        "kprobe.version": "0.1.0",
        "probed": "true",
        "complete": "false",
    }


def test_ways_in_of_one_name_are_told_apart_by_their_ids() -> None:
    edge = reports.host_port("edge", 8080)
    twin = replace(edge, id="host-port/infra/Deployment/edge/8080/TCP", source=replace(edge.source, kind="Deployment"))
    names = [case.name for case in suites(reports.report(reports.reported(edge), reports.reported(twin)))["ways in"]]
    assert names == [f"host port edge :8080 ({e.id})" for e in (edge, twin)]


def test_the_name_of_a_case_survives_a_node_more() -> None:
    web = reports.node_port("web", 30080)
    grown = replace(web, entries=(*web.entries, replace(web.entries[0], address="198.51.100.14", node="node4")))
    one, other = (cases(suites(reports.report(reports.reported(e)))["ways in"]) for e in (web, grown))
    assert list(one) == list(other)


def test_an_answer_has_a_case_for_its_target_and_none_for_other_ways_in() -> None:
    shown = cases(suites(replace(reports.every_verdict(), why=WHY))["ways in"])
    assert [(name, outcome(case)[0]) for name, case in shown.items()] == [
        ("why: svc/shop/web", "failure"),
        ("shop.node-port: NodePort web :30080", "failure"),
    ]


def test_a_target_that_cannot_work_fails_though_nobody_knocked() -> None:
    proven = Why(target="svc/shop/web", verdict=Verdict.NOT_PROBED, answer="It cannot.", confidence=Confidence.CERTAIN)
    [case] = suites(replace(reports.report(), probed=False, why=proven))["ways in"]
    assert outcome(case) == ("failure", "It cannot.")
    guessed = replace(proven, confidence=Confidence.LIKELY)
    [case] = suites(replace(reports.report(), probed=False, why=guessed))["ways in"]
    assert outcome(case) == ("skipped", "It cannot.")


@pytest.mark.parametrize(
    ("verdict", "how"),
    [(None, "failure"), (Verdict.REACHABLE, "passed"), (Verdict.UNKNOWN, "skipped"), (Verdict.NOT_PROBED, "skipped")],
    ids=["not exposed", "reachable", "unknown", "not probed"],
)
def test_the_target_passes_only_where_it_is_reachable(verdict: Verdict | None, how: str) -> None:
    asked = replace(reports.report(), why=Why(target="svc/shop/web", verdict=verdict, answer="So it is."))
    [case] = suites(asked)["ways in"]
    assert outcome(case) == (how, "" if how == "passed" else "So it is.")
