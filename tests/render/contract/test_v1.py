from __future__ import annotations

from enum import StrEnum
from typing import get_args, get_type_hints

import msgspec
import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Protocol, Scope
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Author, Lookup, PortState, Stage
from kprobe.model.report import VantageKind
from kprobe.model.route import LinkState
from kprobe.render.contract import v1, v1_probe
from kprobe.render.contract.convert import convert
from tests.kit import reports


@pytest.mark.parametrize(
    ("words", "model"),
    [
        (v1.Verdict, Verdict),
        (v1.Severity, Severity),
        (v1.Confidence, Confidence),
        (v1_probe.PortState, PortState),
        (get_type_hints(v1_probe.Observation)["stage"], Stage),
        (get_type_hints(v1.Entry)["protocol"], Protocol),
        (get_type_hints(v1.Exposure)["scope"], Scope),
        (get_type_hints(v1.Link)["state"], LinkState),
        (get_type_hints(v1.Vantage)["kind"], VantageKind),
        (get_type_hints(v1_probe.Http)["author"], Author),
        (v1_probe.LookupOutcome, Lookup),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_the_contract_has_a_word_for_all_that_the_model_can_say(words: object, model: type[StrEnum]) -> None:
    assert set(get_args(words)) == {member.value for member in model}


def test_a_report_can_be_read_back() -> None:
    document = convert(reports.every_verdict())
    assert msgspec.json.decode(msgspec.json.encode(document), type=v1.Report) == document


def test_a_field_of_a_later_release_does_not_keep_an_earlier_one_from_reading() -> None:
    document = msgspec.to_builtins(convert(reports.healthy())) | {"later": 1}
    assert msgspec.convert(document, type=v1.Report).schema == v1.SCHEMA
