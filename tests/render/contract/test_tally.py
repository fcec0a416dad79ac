from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.cli.ending import answer_code
from kprobe.errors import ExitCode
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Protocol
from kprobe.model.finding import Confidence
from kprobe.model.why import Why
from kprobe.render.contract.tally import PROBING_OFF, complete, not_probed, socket_address, verdicts, works
from tests.kit import reports


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (Entry(address="10.0.0.5", port=80), "10.0.0.5:80"),
        (Entry(address="2001:db8::5", port=80), "[2001:db8::5]:80"),
        (Entry(address="10.0.0.5", port=53, protocol=Protocol.UDP), "10.0.0.5:53/UDP"),
    ],
    ids=["IPv4", "IPv6 in brackets", "the transport where it is not TCP"],
)
def test_an_address_and_port_read_as(entry: Entry, text: str) -> None:
    assert socket_address(entry) == text


def test_reasons_are_grouped_and_the_most_frequent_comes_first() -> None:
    few, many = reports.load_balancer("mq", address="127.0.0.1"), reports.node_port("web", 30080)
    groups = not_probed(
        reports.report(
            reports.reported(few, Verdict.NOT_PROBED, seen=(None,), skipped="loopback"),
            reports.reported(many, Verdict.NOT_PROBED, seen=(None, None, None), skipped="deadline"),
        )
    )
    assert [(group.reason, group.count) for group in groups] == [("deadline", 3), ("loopback", 1)]


def test_switched_off_probing_is_the_reason_where_no_other_is_given() -> None:
    exposure = reports.reported(reports.node_port("web", 30080), Verdict.NOT_PROBED, seen=(None, None, None))
    [group] = not_probed(replace(reports.report(exposure), probed=False))
    assert group.reason == PROBING_OFF


def test_what_was_probed_is_not_counted() -> None:
    assert not_probed(reports.healthy()) == ()


def test_every_verdict_is_counted_even_at_zero() -> None:
    assert set(verdicts(reports.report())) == set(Verdict)


def test_a_report_is_complete_unless_a_verdict_may_rest_on_what_is_missing() -> None:
    assert complete(reports.healthy())
    assert complete(reports.report(gaps=(replace(reports.GAP, advisory=True),)))
    assert not complete(reports.report(gaps=(reports.GAP,)))
    assert not complete(replace(reports.healthy(), interrupted="the deadline of 2 s"))


@pytest.mark.parametrize("probed", [True, False], ids=["probed", "not probed"])
@pytest.mark.parametrize("confidence", Confidence)
@pytest.mark.parametrize("verdict", [None, *Verdict], ids=str)
def test_a_target_works_or_not_as_the_exit_code_has_it(
    verdict: Verdict | None, confidence: Confidence, *, probed: bool
) -> None:
    why = Why(target="svc/shop/web", verdict=verdict, confidence=confidence)
    report = replace(reports.healthy(), probed=probed, why=why)
    code = {True: ExitCode.OK, False: ExitCode.FINDINGS, None: ExitCode.INCOMPLETE}[works(report, why)]
    assert code is answer_code(report)
