from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from junitparser import Failure, JUnitXml, Skipped, TestCase

from kprobe.model.difference import Difference
from kprobe.model.finding import Severity
from tests.kit import differences, reports

SCHEMAS = {
    name: xmlschema.XMLSchema(Path(__file__).parents[1] / "schemas" / f"{name}.xsd")
    for name in ("jenkins-junit-10", "ant-junit")
}


def cases(difference: Difference) -> dict[str, dict[str, TestCase]]:
    """By suite and name, as a common parser has them."""
    parsed = JUnitXml.fromstring(differences.rendered(difference, "junit").encode("ascii"))
    return {suite.name: {case.name: case for case in suite} for suite in parsed}


def outcome(case: TestCase) -> str:
    if not case.result:
        return "passed"
    [result] = case.result
    assert isinstance(result, (Failure, Skipped))
    return str(result._tag)


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("difference", [differences.every_change(), differences.hostile(), differences.nothing()])
def test_the_schemas_take_it(difference: Difference, schema: str) -> None:
    SCHEMAS[schema].validate(ET.fromstring(differences.rendered(difference, "junit")))  # noqa: S314 - our own


def test_what_is_worse_fails_what_is_not_known_is_skipped_and_the_rest_passes() -> None:
    difference = differences.every_change()
    found = cases(difference)["ways in"]
    assert {name: outcome(case) for name, case in found.items()} == {
        "node-port/shop/wide/80/TCP": "failure",
        "node-port/shop/added/80/TCP": "failure",
        "node-port/shop/api/80/TCP": "failure",
        "node-port/shop/mended/80/TCP": "passed",
        "node-port/shop/gone/80/TCP": "passed",
        "ingress/shop/front/shop.example.com/": "skipped",
        "host-port/infra/DaemonSet/edge/8080/TCP": "skipped",
    }
    told = found["node-port/shop/api/80/TCP"].result[0].text
    assert "before: private, reachable\nnow: private, unreachable" in told
    assert "Next: kprobe why svc/shop/api" in told


def test_a_finding_that_is_there_and_does_not_count_has_no_case() -> None:
    new = reports.report(findings=(reports.finding("KP304", Severity.INFO, name="added"),))
    assert cases(differences.between(reports.report(), new))["findings"] == {}
    text = differences.rendered(differences.between(reports.report(), new), "junit")
    assert "new: info KP304 Service shop/added" in text


def test_there_is_always_a_case() -> None:
    found = cases(differences.nothing())
    assert (found["ways in"], found["findings"]) == ({}, {})
    assert outcome(found["comparison"]["the reports compare in full"]) == "passed"
    assert outcome(cases(differences.every_change())["comparison"]["the reports compare in full"]) == "skipped"
