from __future__ import annotations

from enum import StrEnum
from typing import get_args, get_type_hints

import msgspec
import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Protocol, Scope
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Author, Lookup, PortState, Stage
from kprobe.model.refs import Ref
from kprobe.model.report import VantageKind
from kprobe.model.route import LinkState
from kprobe.model.why import Advice, Why
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


def test_a_scan_asks_nothing_and_an_answer_can_be_read_back() -> None:
    assert b'"why"' not in msgspec.json.encode(convert(reports.healthy()))
    seen = reports.observation(reports.node_port("web", 30080).entries[0])
    asked = Why(
        target="svc/shop/web",
        subjects=(Ref(kind="Service", namespace="shop", name="web"),),
        matched=("node-port/shop/web/80/TCP",),
        verdict=Verdict.REACHABLE,
        answer="It is.",
        confidence=Confidence.LIKELY,
        observation=seen,
        advice=(Advice(kind="node-port", possible=None, reason="not known", how=("kubectl x",)),),
    )
    document = convert(replace(reports.healthy(), why=asked))
    decoded = msgspec.json.decode(msgspec.json.encode(document), type=v1.Report)
    assert decoded.why == document.why
    assert isinstance(decoded.why, v1.Why)
    assert (decoded.why.verdict, decoded.why.confidence) == ("reachable", "likely")
    assert decoded.why.advice[0].possible is None
    assert decoded.why.observation is not None


def test_a_field_of_a_later_release_does_not_keep_an_earlier_one_from_reading() -> None:
    document = msgspec.to_builtins(convert(reports.healthy())) | {"later": 1}
    assert msgspec.convert(document, type=v1.Report).schema == v1.SCHEMA
