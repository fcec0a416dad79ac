from __future__ import annotations

import pytest

from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, served, service

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"))


@pytest.mark.parametrize("state", [PortState.FILTERED, PortState.UNREACHABLE])
def test_nobody_answers_although_every_link_is_sound(state: PortState) -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, state))
    (finding,) = found.made()
    assert (found.cause(WEB), finding.code, str(finding.subject)) == ("silent-on-the-way", "KP803", "Service shop/web")
    assert len([e for e in finding.evidence if ":30080 (" in e]) == 2
    assert "192.0.2.11 is a private address: nothing on the internet leads to it" in finding.evidence


def test_a_refusal_comes_from_somebody() -> None:
    assert compared(cluster(*SOUND), lambda e: saw(e, PortState.CLOSED)).cause(WEB) == "nothing-listens"


def test_an_answer_needs_no_cause() -> None:
    assert compared(cluster(*SOUND), works).made() == ()


def test_endpoints_made_by_hand_are_doubted_before_firewalls() -> None:
    hand = endpoint_slice("web", endpoint("203.0.113.9"))
    found = compared(cluster(service("web"), hand), lambda e: saw(e, PortState.UNREACHABLE))
    assert "endpoints made by hand, 203.0.113.9:8080: nothing answers there" in found.diagnosis(WEB).message
    assert [f.id for f in found.made()] == ["KP803/Service/shop/web/30080"]
    assert "by hand" not in compared(cluster(*SOUND), lambda e: saw(e, PortState.FILTERED)).diagnosis(WEB).message


def test_a_process_that_hangs_is_thought_of_where_nothing_comes_back_and_not_where_a_firewall_says_so() -> None:
    silent = compared(cluster(*SOUND), lambda e: saw(e, PortState.FILTERED)).made()[0]
    assert silent.message.endswith("or its process hangs")
    assert "ss -ltn" in silent.fix[1]
    forbidden = compared(cluster(*SOUND), lambda e: saw(e, PortState.UNREACHABLE)).made()[0]
    assert forbidden.message.endswith("a missing route stands between")
    assert len(forbidden.fix) == 1
