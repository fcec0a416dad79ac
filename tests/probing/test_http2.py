"""HTTP/2, WebSocket and gRPC over `probing/http.py`, against servers built on the `h2` library."""

from __future__ import annotations

import asyncio
import base64
import time

import pytest

from kprobe.model.probe import Stage
from kprobe.probing.answer import Answer, Question
from kprobe.probing.http import BODY_LIMIT, ask
from kprobe.probing.tls import Judge, probing_context
from tests.kit import h2_servers, servers, web_sockets
from tests.kit.tls import NAME, Certificates


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


def asked(
    served: servers.Served, application: str = "", *, scheme: str = "http", path: str = "/", seconds: float = 5.0
) -> Answer:
    question = Question(
        address=served.address, port=served.port, scheme=scheme, application=application, host=NAME, path=path
    )
    return asyncio.run(ask(question, timeout=seconds, context=probing_context(), judge=Judge(roots=())))


def test_http_2_is_spoken_where_tls_agrees_on_it(certificates: Certificates) -> None:
    with servers.serving(h2_servers.answers(server="unit"), context=certificates.offering("h2", "http/1.1")) as served:
        answer = asked(served, scheme="https", path="/a/../b?c=(d)|e")
    assert answer.http is not None
    assert (answer.http.status, answer.http.version, answer.http.server) == (200, "HTTP/2", "unit")
    assert answer.tls is not None
    assert answer.tls.alpn == "h2"
    assert served.heads == [f"GET /a/../b?c=(d)|e {NAME}:{served.port}"]


@pytest.mark.parametrize("offered", [("http/1.1",), ()], ids=["it offers HTTP/1.1 alone", "it knows no ALPN"])
def test_http_1_1_is_spoken_where_tls_agrees_on_nothing_else(
    certificates: Certificates, offered: tuple[str, ...]
) -> None:
    with servers.serving(servers.answers(), context=certificates.offering(*offered)) as served:
        answer = asked(served, scheme="https")
    assert answer.http is not None
    assert (answer.http.version, answer.http.status) == ("HTTP/1.1", 200)
    assert "connection: close" not in served.heads[0].lower()


def test_http_2_without_tls_is_spoken_at_once_where_the_port_says_so() -> None:
    with servers.serving(h2_servers.answers(404)) as served:
        answer = asked(served, "h2c", path="/x")
    assert answer.http is not None
    assert (answer.http.version, answer.http.status, answer.stage) == ("HTTP/2", 404, Stage.RESPONSE)
    assert served.heads == [f"GET /x {NAME}:{served.port}"]


NO_HTTP2 = {
    "breaks the protocol": (h2_servers.breaks_the_protocol, "the answer is not HTTP/2"),
    "hangs up": (servers.hangs_up, "closed the connection without an answer"),
    "says nothing": (servers.silent, "connected, but no answer in time"),
    "refuses the stream": (h2_servers.refuses_streams(), "the HTTP/2 request was refused there (REFUSED_STREAM)"),
    "says goodbye": (h2_servers.says_goodbye(), "the HTTP/2 request was refused there (ENHANCE_YOUR_CALM)"),
}


@pytest.mark.parametrize("application", ["h2c", "grpc"])
@pytest.mark.parametrize(("handler", "words"), NO_HTTP2.values(), ids=NO_HTTP2)
def test_an_open_port_that_gives_no_answer_over_http_2(handler: servers.Handler, words: str, application: str) -> None:
    with servers.serving(handler) as served:
        answer = asked(served, application, seconds=0.7)
    assert (answer.http, answer.stage, answer.error, answer.own_trouble) == (None, Stage.REQUEST, words, False)


def test_an_endless_body_over_http_2_is_read_up_to_its_bound() -> None:
    with servers.serving(h2_servers.endless_body()) as served:
        started = time.monotonic()
        answer = asked(served, "h2c")
    assert (len(answer.body), answer.cut, answer.works) == (BODY_LIMIT, True, True)
    assert time.monotonic() - started < 20


GRPC = {
    "serving": (h2_servers.grpc_health(1), "SERVING", True),
    "not serving": (h2_servers.grpc_health(2), "NOT_SERVING", False),
    "does not know": (h2_servers.grpc_health(0), "UNKNOWN", True),
    "has no health service": (h2_servers.grpc_without_health(), "UNIMPLEMENTED", True),
    "wants credentials": (h2_servers.grpc_without_health(16), "UNAUTHENTICATED", True),
    "is out of service": (h2_servers.grpc_without_health(14), "UNAVAILABLE", False),
    "tells its status where it is not read": (h2_servers.grpc_that_tells_late(12), "ERROR", True),
    "is no gRPC server": (h2_servers.answers(404), "", True),
}


@pytest.mark.parametrize(("handler", "health", "works"), GRPC.values(), ids=GRPC)
def test_what_a_grpc_server_says_of_its_health(handler: servers.Handler, health: str, works: bool) -> None:  # noqa: FBT001
    with servers.serving(handler) as served:
        answer = asked(served, "grpc")
    assert answer.http is not None
    assert (answer.http.grpc, answer.works) == (health, works)
    assert served.heads == [f"POST /grpc.health.v1.Health/Check {NAME}:{served.port}"]


def test_grpc_is_asked_over_tls_where_the_port_says_so(certificates: Certificates) -> None:
    with servers.serving(h2_servers.grpc_health(1), context=certificates.offering("h2")) as served:
        answer = asked(served, "grpc", scheme="https")
    assert answer.http is not None
    assert answer.http.grpc == "SERVING"


def test_only_a_port_that_says_grpc_is_asked_for_its_health() -> None:
    with servers.serving(h2_servers.grpc_health(1)) as served:
        answer = asked(served, "h2c")
    assert answer.http is not None
    assert answer.http.grpc == ""


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_upgrade_to_a_web_socket_ends_with_the_switch(certificates: Certificates, scheme: str) -> None:
    context = certificates.offering("h2", "http/1.1") if scheme == "https" else None
    with servers.serving(web_sockets.upgrades, context=context) as served:
        answer = asked(served, "websocket", scheme=scheme)
    assert answer.http is not None
    assert (answer.http.status, answer.works, answer.stage) == (101, True, Stage.RESPONSE)
    head = served.heads[0]
    sent = [servers.header_of(head, name) for name in ("Upgrade", "Connection", "Sec-WebSocket-Version")]
    assert sent == ["websocket", "Upgrade", "13"]
    assert len(base64.b64decode(servers.header_of(head, "Sec-WebSocket-Key"))) == 16


@pytest.mark.parametrize("status", [200, 400, 403, 426])
def test_a_server_that_does_not_upgrade_has_answered_all_the_same(status: int) -> None:
    with servers.serving(servers.answers(status)) as served:
        answer = asked(served, "websocket")
    assert answer.works
    assert answer.http is not None
    assert answer.http.status == status
