"""What a second look adds to a question that failed, told by whole conversations with real servers."""

from __future__ import annotations

import asyncio
import ssl
import time

import pytest

from kprobe.model.probe import Stage
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Answer, Question
from kprobe.probing.converse import Conversation, converse
from kprobe.probing.second_look import SPEAKS_HTTP, SPEAKS_HTTP1, SPEAKS_TLS, promising
from kprobe.probing.tls import Judge
from tests.kit import h2_servers, servers, tls_servers
from tests.kit.tls import NAME, Certificates


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


def talk(
    handler: servers.Handler, scheme: str, *, context: ssl.SSLContext | None = None, application: str = ""
) -> Conversation:
    with servers.serving(handler, context=context) as served:
        question = Question(address=served.address, port=served.port, scheme=scheme, application=application, host=NAME)
        known: dict[Question, Conversation] = {}
        options = ProbeOptions(timeout=2.0, attempts=1)
        asyncio.run(converse([question], options, deadline=time.monotonic() + 30, into=known, judge=Judge(roots=())))
    return known[question]


# A server that expects TLS and is asked in plain.


@pytest.mark.parametrize("kind", ["good", "wants_client_certificate"])
def test_tls_behind_a_plain_question_is_recognised_with_its_certificate(certificates: Certificates, kind: str) -> None:
    said = talk(servers.answers(), "http", context=getattr(certificates, kind))
    assert (said.speaks, said.error, said.http) == ("tls", SPEAKS_TLS, None)
    assert said.tls is not None
    assert said.tls.names == (NAME,)


@pytest.mark.parametrize(
    "words",
    [b"The plain HTTP request was sent to HTTPS port", b"Client sent an HTTP request to an HTTPS server.\n"],
    ids=["nginx", "Go"],
)
def test_a_server_that_says_400_on_its_tls_port_speaks_tls(certificates: Certificates, words: bytes) -> None:
    said = talk(tls_servers.plain_or_tls(certificates.good, servers.message(400, words)), "http")
    assert (said.speaks, said.error) == ("tls", SPEAKS_TLS)
    assert said.http is not None
    assert said.http.status == 400


@pytest.mark.parametrize(
    "handler",
    [servers.answers(400), servers.hangs_up_after_request, servers.speaks_garbage, servers.answers(404)],
    ids=["400", "hangs up", "garbage", "404"],
)
def test_a_plain_server_that_disappoints_does_not_speak_tls(handler: servers.Handler) -> None:
    assert talk(handler, "http").speaks == ""


def test_grpc_over_tls_on_a_port_that_only_says_grpc_is_asked_over_tls(certificates: Certificates) -> None:
    said = talk(h2_servers.grpc_health(1), "http", context=certificates.offering("h2"), application="grpc")
    assert said.http is not None
    assert (said.http.grpc, said.speaks, said.succeeded, said.error) == ("SERVING", "tls", 1, "")


@pytest.mark.parametrize("application", ["grpc", "h2c"])
def test_http_1_1_on_a_port_that_says_http_2_is_recognised(application: str) -> None:
    said = talk(servers.answers(), "http", application=application)
    assert (said.speaks, said.error, said.http, said.stage) == ("http", SPEAKS_HTTP1, None, Stage.REQUEST)


# A server that is asked over TLS.


def test_plain_http_behind_a_tls_question_is_recognised() -> None:
    said = talk(servers.answers_anything, "https")
    assert (said.speaks, said.error, said.stage, said.tls) == ("http", SPEAKS_HTTP, Stage.TLS, None)


def test_a_plain_server_that_waits_for_the_end_of_a_request_is_silent_and_nothing_more() -> None:
    said = talk(servers.answers(), "https")
    assert (said.speaks, said.error) == ("", "connected, but no answer in time in the TLS handshake")


def test_neither_tls_nor_http_is_neither() -> None:
    said = talk(servers.speaks_first, "https")
    assert (said.speaks, said.http, said.stage) == ("", None, Stage.TLS)


def test_an_unknown_name_is_told_by_its_alert(certificates: Certificates) -> None:
    refusing = certificates.knowing_nobody
    said = talk(servers.answers(), "https", context=refusing)
    assert said.tls is not None
    assert (said.tls.alert, said.tls.wants_client_certificate, said.speaks) == ("unrecognized_name", False, "")
    assert "unrecognized_name" in said.error


def test_a_client_certificate_that_is_wanted_is_told_in_tls_1_3(certificates: Certificates) -> None:
    said = talk(servers.answers(), "https", context=certificates.wants_client_certificate)
    assert said.tls is not None
    assert (said.tls.alert, said.tls.wants_client_certificate) == ("certificate_required", True)
    assert (said.tls.names, said.error) == ((NAME,), "a client certificate is asked for")


def test_a_client_certificate_that_is_wanted_is_told_in_tls_1_2_with_what_was_served(
    certificates: Certificates,
) -> None:
    context = certificates.speaking(ssl.TLSVersion.TLSv1_2, client_certificate=True)
    said = talk(servers.answers(), "https", context=context)
    assert said.tls is not None
    assert said.tls.wants_client_certificate
    assert said.tls.alert in {"handshake_failure", "certificate_required"}
    assert (said.tls.names, said.error) == ((NAME,), "a client certificate is asked for")


@pytest.mark.skipif(not (ssl.HAS_TLSv1 and ssl.HAS_TLSv1_1), reason="this OpenSSL was built without old versions")
@pytest.mark.parametrize(
    ("version", "name", "words"),
    [
        (ssl.TLSVersion.TLSv1, "TLSv1", "speaks TLS 1.0 only, which is no longer safe"),
        (ssl.TLSVersion.TLSv1_1, "TLSv1.1", "speaks TLS 1.1 only, which is no longer safe"),
    ],
)
def test_an_old_version_is_named_with_what_it_served(
    certificates: Certificates, version: ssl.TLSVersion, name: str, words: str
) -> None:
    said = talk(servers.answers(), "https", context=certificates.speaking(version))
    assert said.tls is not None
    assert (said.tls.outdated, said.tls.names, said.error, said.http) == (name, (NAME,), words, None)


def test_a_good_handshake_needs_no_second_look(certificates: Certificates) -> None:
    with servers.serving(servers.answers(500), context=certificates.good) as served:
        question = Question(address=served.address, port=served.port, scheme="https", host=NAME)
        known: dict[Question, Conversation] = {}
        asyncio.run(
            converse([question], ProbeOptions(), deadline=time.monotonic() + 30, into=known, judge=Judge(roots=()))
        )
    assert served.connections == 1


@pytest.mark.parametrize("silent", [True, False])
def test_silence_is_not_looked_at_twice(silent: bool) -> None:  # noqa: FBT001
    question = Question(address="127.0.0.1", port=1, scheme="https")
    assert promising(Answer(question=question, stage=Stage.TLS, error="x", silent=silent)) is not silent
    assert not promising(Answer(question=question, stage=Stage.TLS, error="x", own_trouble=True))
    assert not promising(Answer(question=question, stage=Stage.CONNECT, error="refused"))


def test_a_router_that_hands_on_a_400_is_not_looked_at_again(certificates: Certificates) -> None:
    """Its own port may well take TLS, too, as Traefik's does; that says nothing about the backend."""
    handler = tls_servers.plain_or_tls(certificates.good, servers.message(400, b"bad request"))
    with servers.serving(handler) as served:
        question = Question(address=served.address, port=served.port, scheme="http", host=NAME, routed=True)
        known: dict[Question, Conversation] = {}
        options = ProbeOptions(timeout=2.0, attempts=1)
        asyncio.run(converse([question], options, deadline=time.monotonic() + 30, into=known, judge=Judge(roots=())))
    assert (known[question].speaks, known[question].error, known[question].tls) == ("", "", None)
