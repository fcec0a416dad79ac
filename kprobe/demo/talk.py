"""How the demo's processes talk: a page over HTTP, a greeting, and an ingress controller that passes requests on."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kprobe.demo.ingress_rules import Rule, rule_for
from kprobe.demo.listeners import Handler
from kprobe.demo.net import Place

_LIMIT = 1 << 16
_PATIENCE = 1.0


class Reply(Struct, frozen=True, kw_only=True):
    """An HTTP answer."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    server: str = ""


def page(text: str, server: str) -> Handler:
    """Answers every request with `text`."""
    answer = Reply(status=200, body=f"{text}\n".encode(), server=server)
    return _http(lambda _host, _target: answer)


def banner(text: str) -> Handler:
    """Says `text`, then listens until the client ends it."""

    def handle(connection: socket.socket) -> None:
        connection.sendall(f"{text}\r\n".encode())
        while connection.recv(_LIMIT):
            continue

    return handle


def router(rules: tuple[Rule, ...]) -> Handler:
    """Passes a request to the backend of its rule and, like Traefik, answers itself where there is none.

    No rule: 404. A backend that refuses: 502.
    """

    def answer(host: str, target: str) -> Reply:
        rule = rule_for(rules, host, urlsplit(target).path)
        if rule is None:
            return Reply(status=404, body=b"404 page not found\n")
        try:
            return _passed_on(rule.backend, host, target)
        except (OSError, http.client.HTTPException):
            return Reply(status=502, body=b"Bad Gateway")

    return _http(answer)


def _passed_on(backend: Place, host: str, target: str) -> Reply:
    connection = http.client.HTTPConnection(*backend, timeout=5)
    try:
        connection.request("GET", target, headers={"Host": host})
        answer = connection.getresponse()
        return Reply(
            status=answer.status,
            body=answer.read(_LIMIT),
            content_type=answer.headers.get("Content-Type", ""),
            server=answer.headers.get("Server", ""),
        )
    finally:
        connection.close()


def _http(answer: Callable[[str, str], Reply]) -> Handler:
    class Conversation(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = answer(self.headers.get("Host", ""), self.path)
            self.send_response_only(reply.status)
            for name, value in (
                ("Content-Type", reply.content_type),
                ("Content-Length", str(len(reply.body))),
                ("Server", reply.server),
                ("Date", self.date_time_string()),
            ):
                if value:
                    self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_HEAD = do_GET  # noqa: N815 - the library's name

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Says nothing."""

    def handle(connection: socket.socket) -> None:
        server: Any = None  # the handler never asks its server for anything
        Conversation(connection, ("", 0), server)
        _let_go(connection)

    return handle


def _let_go(connection: socket.socket) -> None:
    """Wait for the client to close first: whoever does keeps the port busy for a while, against the next run."""
    connection.settimeout(_PATIENCE)
    while connection.recv(_LIMIT):
        continue
