from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState, Stage
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, served, service, service_port

WEB = "node-port/shop/web/80/TCP"


def sound(name: str, number: int = 80) -> tuple[object, ...]:
    port = service_port(number, target=8080, node=31080, name=name)
    return served(service("web", port, selector={"app": "web"}), deployed("web"))


def test_a_port_called_http_that_gives_no_http_answer() -> None:
    found = compared(
        cluster(*sound("http")),  # type: ignore[arg-type]
        lambda e: saw(e, PortState.OPEN, stage=Stage.RESPONSE, http=None),
    )
    assert (found.reports[WEB].verdict, found.cause(WEB)) == (Verdict.UNKNOWN, "promised-http")
    (finding,) = found.made()
    assert (finding.code, finding.severity) == ("KP815", Severity.INFO)


def test_a_port_that_promises_nothing_only_has_to_be_open() -> None:
    found = compared(cluster(*sound("sql", 5432)), works)  # type: ignore[arg-type]
    assert found.reports["node-port/shop/web/5432/TCP"].verdict is Verdict.REACHABLE
    assert found.made() == ()


def test_a_promise_that_is_kept() -> None:
    assert compared(cluster(*sound("http")), works).made() == ()  # type: ignore[arg-type]


def test_a_tls_handshake_that_fails_for_want_of_a_name_is_a_word_too() -> None:
    found = compared(
        cluster(*sound("https", 443)),  # type: ignore[arg-type]
        lambda e: saw(e, PortState.OPEN, stage=Stage.TLS, error="unrecognized name"),
    )
    assert found.reports["node-port/shop/web/443/TCP"].verdict is Verdict.REACHABLE
    assert found.made() == ()


@pytest.mark.parametrize(
    ("stage", "error", "slow"),
    [(Stage.REQUEST, "connected, but no answer in time", True), (Stage.RESPONSE, "the answer is not HTTP", False)],
)
def test_silence_may_be_slowness_and_more_patience_is_offered(stage: Stage, error: str, *, slow: bool) -> None:
    (finding,) = compared(
        cluster(*sound("http")),  # type: ignore[arg-type]
        lambda e: saw(e, PortState.OPEN, stage=stage, http=None, error=error),
    ).made()
    assert any("--attempt-timeout 10" in line for line in finding.fix) is slow
