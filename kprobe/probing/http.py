"""One HTTP request over a connection of its own: the only user of httpx.

HTTP/2 where TLS agrees on it, or at once where the port says so; HTTP/1.1 anywhere else. Its transport is used bare: no
redirects, no cookies, no credentials, no proxy, nothing from the environment.
"""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import hashlib
import secrets
import ssl
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

import httpx

from kprobe import __version__
from kprobe.model.probe import HttpFacts, PortState, Stage, TlsFacts
from kprobe.probing import grpc
from kprobe.probing.answer import Answer, Question
from kprobe.probing.failures import UNANSWERED, Failure, of_error
from kprobe.probing.redirect import loops
from kprobe.probing.tls import Judge, probing_context

BODY_LIMIT = 64 * 1024
"""Bytes of a body that are read, as sent: nothing is decompressed."""
EXCERPT = 200
_LONGEST_HEADER = 300
_GRACE = 0.5  # httpx closes its own connection at a timeout; only a trickle that resets its timers needs the backstop
_FORESEEN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, EOFError)


@dataclass(slots=True, kw_only=True)
class _Course:
    """How far a request has come, told by the transport's own trace events."""

    question: Question
    judge: Judge
    stage: Stage = Stage.CONNECT
    tls: TlsFacts | None = None

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.start_tls.started":
            self.stage = Stage.TLS
        elif event == "connection.start_tls.complete":
            connection = info["return_value"].get_extra_info("ssl_object")
            if connection is not None:
                self.tls = self.judge.facts(connection, self.question.host)
        elif event in _REQUESTING:
            self.stage = Stage.REQUEST
        elif event in _RESPONDING:
            self.stage = Stage.RESPONSE

    def broken(self, failure: Failure) -> Answer:
        """The answer that never came."""
        stage = failure.stage if self.stage is Stage.CONNECT and failure.stage else self.stage
        silent = self.stage is not Stage.CONNECT and (failure.state is PortState.FILTERED or failure == UNANSWERED)
        during = " in the TLS handshake" if self.stage is Stage.TLS else ""
        tls = self.tls
        if failure.alert:
            wanted = failure.alert == "certificate_required"
            tls = dataclasses.replace(tls or TlsFacts(), alert=failure.alert, wants_client_certificate=wanted)
        return Answer(
            question=self.question,
            stage=stage,
            error=f"{UNANSWERED.words}{during}" if silent else failure.words,
            tls=tls,
            own_trouble=failure.own,
            silent=silent,
        )


async def ask(question: Question, *, timeout: float, context: ssl.SSLContext, judge: Judge) -> Answer:  # noqa: ASYNC109
    """Send one request and read its answer, all within `timeout` seconds; every failure is in the answer."""
    course = _Course(question=question, judge=judge)
    ends = time.monotonic() + timeout
    try:
        async with asyncio.timeout(timeout + _GRACE), _transport(question, context) as transport:
            response = await transport.handle_async_request(_request(question, timeout, course))
            try:
                body, cut = (b"", False) if response.status_code == _SWITCHING else await _body(response, ends)
            finally:
                await response.aclose()
    except _FORESEEN as error:
        return course.broken(of_error(error))
    facts = _facts(question, response, body)
    return Answer(question=question, stage=Stage.RESPONSE, http=facts, tls=course.tls, body=body, cut=cut)


_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=0)
_HTTP2_ONLY = frozenset({"grpc", "h2c"})
_SWITCHING = 101
_REQUESTING = frozenset({"http11.send_request_headers.started", "http2.send_connection_init.started"})
_RESPONDING = frozenset({"http11.receive_response_headers.complete", "http2.receive_response_headers.complete"})


def _transport(question: Question, context: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    upgrade = question.application == "websocket"
    return httpx.AsyncHTTPTransport(
        # httpcore writes what it offers by ALPN into the context: an upgrade, which knows HTTP/1.1 only, has its own.
        verify=probing_context() if upgrade and question.scheme == "https" else context,
        http1=question.application not in _HTTP2_ONLY,
        http2=question.application in _HTTP2_ONLY or (question.scheme == "https" and not upgrade),
        trust_env=False,
        limits=_ONE,
    )


def _request(question: Question, seconds: float, course: _Course) -> httpx.Request:
    path = grpc.PATH if question.application == "grpc" else question.path
    extensions: dict[str, Any] = {
        "timeout": httpx.Timeout(seconds).as_dict(),
        "trace": course.trace,
        "target": path.encode("ascii"),  # as it stands: httpx would tidy it up
    }
    if question.server_name:
        extensions["sni_hostname"] = question.server_name
    headers = {
        "Host": question.authority,
        "User-Agent": f"kprobe/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
    }
    return httpx.Request(
        "POST" if question.application == "grpc" else "GET",
        httpx.URL(scheme=question.scheme, host=question.address, port=question.port, path="/"),
        headers=headers | _more_headers(question),
        content=grpc.EMPTY_MESSAGE if question.application == "grpc" else None,
        extensions=extensions,
    )


def _more_headers(question: Question) -> dict[str, str]:
    if question.application == "grpc":
        return grpc.HEADERS
    if question.application == "websocket":  # RFC 6455, section 4.1
        return {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode("ascii"),
        }
    # HTTP/2, which TLS may agree on, forbids the header (RFC 9113, section 8.2.2).
    return {} if question.application == "h2c" or question.scheme == "https" else {"Connection": "close"}


async def _body(response: httpx.Response, ends: float) -> tuple[bytes, bool]:
    """Up to BODY_LIMIT bytes that came in time, and whether there was more; a body that breaks off is no failure."""
    body = bytearray()
    try:
        async with aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw())) as chunks:
            async for chunk in chunks:
                body += chunk
                if len(body) > BODY_LIMIT or time.monotonic() >= ends:
                    return bytes(body[:BODY_LIMIT]), True
    except _FORESEEN:
        return bytes(body), True
    return bytes(body), False


def _facts(question: Question, response: httpx.Response, body: bytes) -> HttpFacts:
    version = response.extensions.get("http_version", b"")
    location = str(response.headers.get("location", ""))
    return HttpFacts(
        status=response.status_code,
        version=version.decode("ascii", "replace"),
        server=_header(response, "server"),
        location=location[:_LONGEST_HEADER],
        loops=loops(question, response.status_code, location),
        content_type=_header(response, "content-type"),
        body=hashlib.sha256(body).hexdigest(),
        excerpt=body.decode("utf-8", "replace")[:EXCERPT],
        grpc=grpc.health(response.headers, body) if question.application == "grpc" else "",
    )


def _header(response: httpx.Response, name: str) -> str:
    return str(response.headers.get(name, ""))[:_LONGEST_HEADER]
