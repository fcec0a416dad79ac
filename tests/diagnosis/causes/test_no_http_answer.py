from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import PortState, Stage, TlsFacts
from tests.kit.comparing import saw, works
from tests.kit.ingress import tls
from tests.kit.shop import SHOP, shop


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.TLS, "the TLS handshake fails"),
        (Stage.REQUEST, "closed before an answer"),
        (Stage.RESPONSE, "is not HTTP"),
        (Stage.CONNECT, "no HTTP answer comes"),
    ],
)
def test_an_open_port_where_the_conversation_fails(stage: Stage, words: str) -> None:
    found = shop(lambda e: saw(e, PortState.OPEN, stage=stage))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "no-http-answer")
    assert words in found.diagnosis(SHOP).message
    assert {f.code for f in found.made()} == {"KP811"}


def test_a_bare_port_is_not_asked_to_speak_http() -> None:
    found = shop(works)
    assert found.reports["node-port/ingress/controller/80/TCP"].verdict is Verdict.REACHABLE
    assert found.made() == ()


def test_a_closed_port_is_another_cause() -> None:
    assert shop(lambda e: saw(e, PortState.CLOSED)).cause(SHOP) == "nothing-listens"


@pytest.mark.parametrize(
    ("by", "alert", "said"),
    [
        ("f5-nginx", "unrecognized_name", "NGINX Ingress Controller refuses the TLS name shop.example"),
        ("traefik", "handshake_failure", "the TLS handshake fails"),
    ],
)
def test_an_alert_tells_that_there_is_no_certificate_for_the_name(by: str, alert: str, said: str) -> None:
    """SIG-27, IN-20."""
    seen = TlsFacts(alert=alert)
    found = shop(lambda e: saw(e, PortState.OPEN, stage=Stage.TLS, tls=seen), tls=tls("shop.example"), by=by)
    assert said in found.diagnosis(SHOP).message
    assert "its certificate should come from Secret shop/cert" in found.diagnosis(SHOP).evidence


@pytest.mark.parametrize(
    ("speaks", "said"), [("tls", "speaks TLS where plain"), ("http", "speaks plain HTTP where TLS")]
)
def test_a_port_that_speaks_the_other_protocol_is_said_to(speaks: str, said: str) -> None:
    found = shop(lambda e: saw(e, PortState.OPEN, stage=Stage.TLS, speaks=speaks))
    assert said in found.diagnosis(SHOP).message
