"""One HTTP request over a connection of its own: the only user of httpx.

Its transport is used bare: no redirects, no cookies, no credentials, no proxy, nothing from the environment.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

import httpx

from kprobe import __version__
from kprobe.model.probe import HttpFacts, PortState, Stage, TlsFacts
from kprobe.probing.answer import Answer, Question
from kprobe.probing.failures import Failure, of_error
from kprobe.probing.tls import Judge

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
        elif event == "http11.send_request_headers.started":
            self.stage = Stage.REQUEST
        elif event == "http11.receive_response_headers.complete":
            self.stage = Stage.RESPONSE

    def broken(self, failure: Failure) -> Answer:
        """The answer that never came."""
        stage = failure.stage if self.stage is Stage.CONNECT and failure.stage else self.stage
        silent = failure.state is PortState.FILTERED and self.stage is not Stage.CONNECT
        during = " in the TLS handshake" if self.stage is Stage.TLS else ""
        words = f"connected, but no answer in time{during}" if silent else failure.words
        return Answer(question=self.question, stage=stage, error=words, tls=self.tls, own_trouble=failure.own)


async def ask(question: Question, *, timeout: float, context: ssl.SSLContext, judge: Judge) -> Answer:  # noqa: ASYNC109
    """Send one request and read its answer, all within `timeout` seconds; every failure is in the answer."""
    course = _Course(question=question, judge=judge)
    ends = time.monotonic() + timeout
    try:
        async with (
            asyncio.timeout(timeout + _GRACE),
            httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=_ONE) as transport,
        ):
            response = await transport.handle_async_request(_request(question, timeout, course))
            try:
                body, cut = await _body(response, ends)
            finally:
                await response.aclose()
    except _FORESEEN as error:
        return course.broken(of_error(error))
    return Answer(
        question=question, stage=Stage.RESPONSE, http=_facts(response, body), tls=course.tls, body=body, cut=cut
    )


_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=0)


def _request(question: Question, seconds: float, course: _Course) -> httpx.Request:
    extensions: dict[str, Any] = {
        "timeout": httpx.Timeout(seconds).as_dict(),
        "trace": course.trace,
        "target": question.path.encode("ascii"),  # as it stands: httpx would tidy it up
    }
    if question.server_name:
        extensions["sni_hostname"] = question.server_name
    return httpx.Request(
        "GET",
        httpx.URL(scheme=question.scheme, host=question.address, port=question.port, path="/"),
        headers={
            "Host": question.authority,
            "User-Agent": f"kprobe/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        },
        extensions=extensions,
    )


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


def _facts(response: httpx.Response, body: bytes) -> HttpFacts:
    version = response.extensions.get("http_version", b"")
    return HttpFacts(
        status=response.status_code,
        version=version.decode("ascii", "replace"),
        server=_header(response, "server"),
        location=_header(response, "location"),
        content_type=_header(response, "content-type"),
        body=hashlib.sha256(body).hexdigest(),
        excerpt=body.decode("utf-8", "replace")[:EXCERPT],
    )


def _header(response: httpx.Response, name: str) -> str:
    return str(response.headers.get(name, ""))[:_LONGEST_HEADER]
