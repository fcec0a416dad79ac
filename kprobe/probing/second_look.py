"""What else is to be learnt where a question failed: whether it is TLS at all, which one, and what it wants.

One more connection, at most two, and only behind a port that took the first and then disappointed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from msgspec.structs import replace

from kprobe.model.probe import Stage, TlsFacts
from kprobe.probing.alerts import ABOUT_CLIENT_CERTIFICATES, words_of
from kprobe.probing.answer import Answer, Question
from kprobe.probing.handshake import Handshake
from kprobe.probing.tls import Judge

SPEAKS_TLS = "the port speaks TLS where plain HTTP is expected"
SPEAKS_HTTP = "the port speaks plain HTTP where TLS is expected"
SPEAKS_HTTP1 = "the port speaks HTTP/1.1 where HTTP/2 is expected"
WANTS_CERTIFICATE = "a client certificate is asked for"
_OUTDATED = {"SSLv3": "SSL 3.0", "TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1"}

Ask = Callable[[Question], Awaitable[Answer]]
Shake = Callable[[Question], Awaitable[Handshake]]


def promising(answer: Answer) -> bool:
    """Whether a second look may tell more than `answer` does."""
    if answer.own_trouble or answer.stage is Stage.CONNECT:
        return False
    if _http2_only(answer):  # h2 takes what is no HTTP/2 for the beginning of a long frame, and waits for the rest
        return answer.http is None
    if answer.silent:
        return False
    if answer.question.scheme == "https":
        facts = answer.tls or TlsFacts()
        failed = answer.stage is Stage.TLS or bool(facts.alert)
        return answer.http is None and failed and not facts.wants_client_certificate
    return answer.http is None or answer.http.status == 400  # as servers say to plain HTTP on a TLS port


async def second_look(answer: Answer, *, ask: Ask, shake: Shake, judge: Judge) -> Answer:
    """`answer` with what a handshake that is watched, and a question in the other scheme, add to it."""
    question = answer.question
    if question.routed and question.scheme == "http" and answer.http is not None:
        return answer  # the 400 came through a router, whose own port says nothing about the backend's
    try:
        seen = await shake(question)
    except (OSError, ValueError):  # nobody there any more, or a name that cannot be sent
        return answer
    if question.scheme == "http":
        return await _plain_asked(answer, seen, ask, judge)
    if not seen.tls and not seen.done:
        return await _tls_asked(answer, ask)
    facts = _facts(answer, seen, judge)
    if facts.outdated:
        words = f"speaks {_OUTDATED[facts.outdated]} only, which is no longer safe"
    elif facts.wants_client_certificate:
        words = WANTS_CERTIFICATE
    else:
        words = words_of(facts.alert) if facts.alert else answer.error
    return replace(answer, tls=facts if facts != TlsFacts() else None, error=words)


async def _plain_asked(answer: Answer, seen: Handshake, ask: Ask, judge: Judge) -> Answer:
    """Plain HTTP was asked. Where TLS is spoken instead, gRPC, which declares no TLS of its own, is asked over it."""
    if not seen.tls:
        return await _http2_asked(answer, ask) if _http2_only(answer) else answer
    told = replace(answer, speaks="tls", tls=_facts(answer, seen, judge), error=SPEAKS_TLS)
    if answer.question.application != "grpc":
        return told
    over_tls = await ask(replace(answer.question, scheme="https"))
    if over_tls.http is None:
        return told
    return replace(over_tls, question=answer.question, speaks="tls")


async def _http2_asked(answer: Answer, ask: Ask) -> Answer:
    plain = await ask(replace(answer.question, application=""))
    if plain.http is None:
        return answer
    return replace(answer, speaks="http", error=SPEAKS_HTTP1)


def _http2_only(answer: Answer) -> bool:
    return answer.question.scheme == "http" and answer.question.application in {"grpc", "h2c"}


async def _tls_asked(answer: Answer, ask: Ask) -> Answer:
    """TLS was asked, and none is spoken: perhaps plain HTTP is."""
    plain = await ask(replace(answer.question, scheme="http"))
    if plain.http is None:
        return answer
    return replace(answer, speaks="http", error=SPEAKS_HTTP)


def _facts(answer: Answer, seen: Handshake, judge: Judge) -> TlsFacts:
    alert = seen.alert or (answer.tls.alert if answer.tls else "")
    base = answer.tls or TlsFacts()
    if seen.chain and not base.chain:
        base = judge.read(seen.chain, answer.question.host, version=seen.version, now=datetime.now(UTC))
    wanted = alert == "certificate_required" or (seen.asked_for_certificate and alert in ABOUT_CLIENT_CERTIFICATES)
    return replace(
        base,
        alert=alert,
        wants_client_certificate=wanted,
        outdated=seen.version if seen.done and seen.version in _OUTDATED else "",
    )
