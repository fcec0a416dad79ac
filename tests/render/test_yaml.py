from __future__ import annotations

import json

import pytest
import yaml

from kprobe.model.report import Report
from tests.kit import reports
from tests.kit.rendering import rendered


@pytest.mark.parametrize(
    "report",
    [reports.every_verdict(), reports.hostile()],
    ids=["every verdict", "hostile names"],
)
@pytest.mark.parametrize("unicode", [True, False], ids=["UTF-8", "ASCII"])
def test_it_is_the_same_document_as_json(report: Report, *, unicode: bool) -> None:
    text = rendered(report, "yaml", unicode=unicode)
    assert yaml.safe_load(text) == json.loads(rendered(report, "json"))
    assert unicode or text.isascii()


def test_keys_keep_the_order_of_the_contract() -> None:
    assert rendered(reports.healthy(), "yaml").startswith("schema: kprobe/v1\nkprobe:\n")


def test_shared_values_are_written_out_without_anchors() -> None:
    fix = ("kubectl apply -f a.yaml", "kubectl apply -f b.yaml")
    report = reports.report(findings=(reports.finding(fix=fix), reports.finding("KP302", fix=fix)))
    text = rendered(report, "yaml")
    assert "&id" not in text
    assert text.count("kubectl apply -f a.yaml") == 2
