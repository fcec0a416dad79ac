"""One HTTP request over a connection of its own, by httpx.

HTTP/2 where TLS agrees on it, or at once where the port says so; HTTP/1.1 anywhere else. The transport is used bare: no
redirects, no cookies, no credentials, no proxy, nothing from the environment.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import httpcore
import httpx
from msgspec import Struct
from msgspec.structs import replace

from kprobe import __version__
from kprobe.model.probe import HttpFacts, PortState, Stage, TlsFacts
from kprobe.probing import grpc
from kprobe.probing.answer import Answer, Question
from kprobe.probing.failures import UNANSWERED, Failure, of_error
from kprobe.probing.redirect import loops
from kprobe.probing.tls import Judge
from kprobe.probing.transport import OneConnection

BODY_LIMIT = 64 * 1024
"""Bytes of a body that are read, as sent: nothing is decompressed."""
EXCERPT = 200
_LONGEST_HEADER = 300
_GRACE = 0.5  # more for a body whose head came in time
_NOTHING = httpx.ByteStream(b"")
_FORESEEN = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.ConnectionNotAvailable,
    OSError,
    ValueError,
    EOFError,
)


class _Course(Struct, kw_only=True):
    """How far a request has come."""

    question: Question
    judge: Judge
    stage: Stage = Stage.CONNECT
    tls: TlsFacts | None = None

    def reached(self, stage: Stage, connection: ssl.SSLObject | None) -> None:
        """Note it, and judge the certificate as soon as there is one."""
        self.stage = stage
        if connection is not None and self.tls is None:
            self.tls = self.judge.facts(connection, self.question.host)

    def broken(self, failure: Failure) -> Answer:
        """The answer that never came."""
        stage = failure.stage if self.stage is Stage.CONNECT and failure.stage else self.stage
        silent = self.stage is not Stage.CONNECT and (failure.state is PortState.FILTERED or failure == UNANSWERED)
        during = " in the TLS handshake" if self.stage is Stage.TLS else ""
        tls = self.tls
        if failure.alert:
            wanted = failure.alert == "certificate_required"
            tls = replace(tls or TlsFacts(), alert=failure.alert, wants_client_certificate=wanted)
        return Answer(
            question=self.question,
            stage=stage,
            error=f"{UNANSWERED.words}{during}" if silent else failure.words,
            tls=tls,
            own_trouble=failure.own,
            passing=failure.passing,
            silent=silent,
        )


async def ask(question: Question, *, timeout: float, context: ssl.SSLContext, judge: Judge) -> Answer:  # noqa: ASYNC109
    """Send one request and read its answer, all within `timeout` seconds; every failure is in the answer."""
    course = _Course(question=question, judge=judge)
    clock = asyncio.get_running_loop().time
    started = clock()
    ends = started + timeout
    try:
        async with OneConnection(context, http2=_http2(question), reached=course.reached) as transport:
            async with asyncio.timeout_at(ends):
                response = await transport.handle_async_request(_request(question))
            seconds = clock() - started
            body, cut = (b"", False) if response.status_code == _SWITCHING else await _body(response, ends + _GRACE)
    except _FORESEEN as error:
        return course.broken(of_error(error))
    facts = _facts(question, response, body)
    return Answer(
        question=question, stage=Stage.RESPONSE, http=facts, tls=course.tls, body=body, cut=cut, seconds=seconds
    )


_HTTP2_ONLY = frozenset({"grpc", "h2c"})
_SWITCHING = 101


def _http2(question: Question) -> str:
    if question.application in _HTTP2_ONLY:
        return "at once"
    return "agreed" if question.scheme == "https" and question.application != "websocket" else ""


def _request(question: Question) -> httpx.Request:
    grpc_asked = question.application == "grpc"
    path = grpc.PATH if grpc_asked else question.path
    extensions: dict[str, Any] = {"target": path.encode("ascii")}  # as it stands: httpx would tidy it up
    if question.server_name:
        extensions["sni_hostname"] = question.server_name
    headers = {
        "Host": question.authority,
        "User-Agent": f"kprobe/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
    }
    address = f"[{question.address}]" if ":" in question.address else question.address
    return httpx.Request(
        "POST" if grpc_asked else "GET",
        f"{question.scheme}://{address}:{question.port}/",
        headers=headers | _more_headers(question),
        content=grpc.EMPTY_MESSAGE if grpc_asked else None,
        stream=None if grpc_asked else _NOTHING,
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
        async with (
            asyncio.timeout_at(ends),
            aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw())) as chunks,
        ):
            async for chunk in chunks:
                body += chunk
                if len(body) > BODY_LIMIT:
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
