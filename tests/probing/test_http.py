from __future__ import annotations

import asyncio
import hashlib
import time

import pytest
from msgspec.structs import replace

from kprobe.model.probe import Stage
from kprobe.probing.answer import Answer, Question
from kprobe.probing.http import BODY_LIMIT, ask
from kprobe.probing.tls import Judge, probing_context
from tests.kit import ports, servers
from tests.kit.tls import NAME, Certificates


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


def asked(question: Question, *, seconds: float = 5.0, judge: Judge | None = None) -> Answer:
    return asyncio.run(ask(question, timeout=seconds, context=probing_context(), judge=judge or Judge(roots=())))


def of(served: servers.Served, scheme: str = "http", host: str = NAME, path: str = "/") -> Question:
    return Question(address=served.address, port=served.port, scheme=scheme, host=host, path=path)


BROKEN = {
    "hangs up at once": (servers.hangs_up, Stage.REQUEST, "closed the connection without an answer"),
    "hangs up after the request": (servers.hangs_up_after_request, Stage.REQUEST, "closed the connection without"),
    "resets after the request": (servers.resets_after_request, Stage.REQUEST, "reset the connection"),
    "says nothing": (servers.silent, Stage.REQUEST, "connected, but no answer in time"),
    "drips its head": (servers.drips_head, Stage.REQUEST, "connected, but no answer in time"),
    "speaks garbage": (servers.speaks_garbage, Stage.REQUEST, "the answer is not HTTP"),
    "speaks another protocol": (servers.speaks_first, Stage.REQUEST, ""),
    "sends a huge header": (servers.huge_header, Stage.REQUEST, "the answer is not HTTP"),
}


@pytest.mark.parametrize(("handler", "stage", "words"), BROKEN.values(), ids=BROKEN)
def test_a_server_that_does_not_answer(handler: servers.Handler, stage: Stage, words: str) -> None:
    with servers.serving(handler) as served:
        answer = asked(of(served), seconds=0.5)
    assert (answer.http, answer.stage) == (None, stage)
    assert answer.error
    assert words in answer.error
    assert not answer.works


BROKEN_TLS = {
    "speaks plain HTTP": (servers.answers_anything, "does not speak TLS"),
    "hangs up after the hello": (servers.hangs_up_after_hello, "closed the connection"),
    "resets": (servers.resets_after_request, "reset the connection"),
    "says nothing": (servers.silent, "no answer in time in the TLS handshake"),
}


@pytest.mark.parametrize(("handler", "words"), BROKEN_TLS.values(), ids=BROKEN_TLS)
def test_a_server_that_fails_the_tls_handshake(handler: servers.Handler, words: str) -> None:
    with servers.serving(handler) as served:
        answer = asked(of(served, "https"), seconds=0.5)
    assert (answer.http, answer.stage, answer.tls) == (None, Stage.TLS, None)
    assert words in answer.error


def test_a_name_that_the_server_does_not_know_is_refused_with_its_alert(certificates: Certificates) -> None:
    with servers.serving(servers.answers(), context=certificates.knows_only_its_name) as served:
        stranger = asked(of(served, "https", host="other.example"))
        known = asked(of(served, "https"))
    assert (stranger.stage, known.stage) == (Stage.TLS, Stage.RESPONSE)
    assert stranger.tls is not None
    assert stranger.tls.alert == "unrecognized_name"
    assert "unrecognized_name" in stranger.error


def test_a_server_that_wants_a_client_certificate_still_shows_its_own(certificates: Certificates) -> None:
    with servers.serving(servers.answers(), context=certificates.wants_client_certificate) as served:
        answer = asked(of(served, "https"))
    assert (answer.stage, answer.error) == (Stage.REQUEST, "a client certificate is asked for")
    assert answer.tls is not None
    assert answer.tls.names == (NAME,)
    assert (answer.tls.alert, answer.tls.wants_client_certificate) == ("certificate_required", True)


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("good", ""),
        ("expired", "expired 3 days ago"),
        ("early", "becomes valid only in 2 days"),
        ("other_name", "is for other.example, not for shop.example"),
    ],
)
def test_the_certificate_is_judged_although_it_is_accepted(certificates: Certificates, kind: str, problem: str) -> None:
    with servers.serving(servers.answers(), context=getattr(certificates, kind)) as served:
        answer = asked(of(served, "https"), judge=Judge(roots=(certificates.root,)))
    assert answer.works
    assert answer.tls is not None
    assert (answer.tls.problem, answer.tls.trusted) == (problem, not problem)
    assert answer.tls.version == "TLSv1.3"


def test_the_request_is_what_a_client_of_that_name_would_send() -> None:
    with servers.serving(servers.answers()) as served:
        asked(of(served, path="/a/../b?c=(d)|e"))
    head = served.heads[0]
    assert head.startswith("GET /a/../b?c=(d)|e HTTP/1.1\r\n")
    assert servers.header_of(head, "host") == f"{NAME}:{served.port}"
    assert servers.header_of(head, "accept-encoding") == "identity"
    assert servers.header_of(head, "user-agent").startswith("kprobe/")
    assert not {"authorization", "cookie", "proxy-authorization"} & {
        line.partition(":")[0].lower() for line in head.split("\r\n")
    }


def test_proxies_and_credentials_of_the_environment_are_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with servers.serving(servers.answers()) as served:
        assert asked(of(served)).works


def test_a_redirect_is_told_and_not_followed() -> None:
    with servers.serving(servers.answers()) as elsewhere:
        location = f"http://{elsewhere.address}:{elsewhere.port}/"
        with servers.serving(servers.answers(302, b"", Location=location)) as served:
            answer = asked(of(served))
    assert answer.http is not None
    assert (answer.http.status, answer.http.location) == (302, location)
    assert not answer.http.loops
    assert elsewhere.connections == 0


def test_a_redirect_to_the_very_same_url_is_told_and_not_followed() -> None:
    with servers.serving(servers.answers(308, b"", Location="/cart")) as served:
        answer = asked(of(served, path="/cart"))
    assert answer.http is not None
    assert (answer.http.loops, answer.http.location, served.connections) == (True, "/cart", 1)


TRICKLES = {
    "its head": (servers.drips_head, "http", ""),
    "its body": (servers.drips_body, "http", ""),
    "its TLS handshake": (servers.drips_tls, "https", ""),
    "its HTTP/2 frame": (servers.drips_tls, "http", "h2c"),
}


@pytest.mark.parametrize(("handler", "scheme", "application"), TRICKLES.values(), ids=TRICKLES)
def test_a_server_that_trickles_has_no_more_time_than_any_other(
    handler: servers.Handler, scheme: str, application: str
) -> None:
    with servers.serving(handler) as served:
        started = time.monotonic()
        question = replace(of(served, scheme), application=application)
        asked(question, seconds=0.3)
    assert time.monotonic() - started < 5


def test_a_compressed_body_is_not_unpacked() -> None:
    with servers.serving(servers.gzip_bomb) as served:
        answer = asked(of(served))
    assert answer.http is not None
    assert answer.http.body == hashlib.sha256(servers.BOMB).hexdigest()


def test_an_endless_body_is_read_up_to_its_bound() -> None:
    with servers.serving(servers.endless) as served:
        answer = asked(of(served))
    assert (len(answer.body), answer.cut, answer.works) == (BODY_LIMIT, True, True)


def test_a_body_that_trickles_ends_with_the_time_allowed() -> None:
    with servers.serving(servers.drips_body) as served:
        started = time.monotonic()
        answer = asked(of(served), seconds=0.5)
    assert time.monotonic() - started < 10
    assert (answer.works, answer.cut) == (True, True)


def test_only_a_few_headers_are_kept_and_none_is_long() -> None:
    headers = {"Server": "s" * 5000, "Content_Type": "text/plain", "Set_Cookie": "secret=1", "X_Token": "secret"}
    with servers.serving(servers.answers(503, b"no available server", **headers)) as served:
        answer = asked(of(served))
    assert answer.http is not None
    assert len(answer.http.server) <= 300
    assert (answer.http.content_type, answer.http.excerpt) == ("text/plain", "no available server")
    assert "secret" not in repr(answer)


def test_a_port_that_closed_since_is_told_so() -> None:
    with ports.refusing() as port:
        answer = asked(Question(address=servers.LOOPBACK, port=port, scheme="http"))
    assert (answer.stage, answer.error) == (Stage.CONNECT, "refused")


def test_ipv6_is_asked_alike() -> None:
    with servers.serving(servers.answers(), address="::1") as served:
        answer = asked(of(served, host=""))
    assert answer.works
    assert servers.header_of(served.heads[0], "host") == f"[::1]:{served.port}"
