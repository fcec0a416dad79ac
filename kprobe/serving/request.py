"""One request: read within bounds, answered from the state, and the connection is closed."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import time
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from kprobe.serving.answers import Reply, problem, reply
from kprobe.serving.bounded import Bounded, TooMuchError
from kprobe.serving.clock import now
from kprobe.serving.hosts import refusal

if TYPE_CHECKING:
    from kprobe.serving.server import Server

_REQUEST_BYTES = 16_384
_REQUEST_SECONDS = 10.0
_REPLY_SECONDS = 120.0
_CHUNK = 65_536
_SMALL = 1_024  # bytes that are not worth compressing
_METHODS = "GET, HEAD"
_EVERY = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
_GZIP = re.compile(r"\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?P<weight>[01](?:\.\d{0,3})?)\s*)?", re.ASCII | re.IGNORECASE)


class Handler(BaseHTTPRequestHandler):
    """The standard library parses; what is answered is decided in answers.py."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Nothing is read but through bounds."""
        super().setup()
        self.rfile.close()
        bounded = Bounded(self.connection, most=_REQUEST_BYTES, seconds=_REQUEST_SECONDS)
        self.rfile = io.BufferedReader(bounded)

    def handle(self) -> None:
        """One request: nothing that a connection holds outlives it."""
        self.close_connection = True
        try:
            self.handle_one_request()
        except TooMuchError:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def parse_request(self) -> bool:
        """Answers whatever the method, instead of looking for a function of its name."""
        if super().parse_request():
            self._answer()
        return False

    def version_string(self) -> str:
        """Neither version is a stranger's business."""
        return "kprobe"

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - both may repeat the request
        """What the parser refuses."""
        self._send(problem(HTTPStatus(code)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Says nothing: a log of scrapes is the reverse proxy's business."""

    def _answer(self) -> None:
        self.close_connection = True
        if self.request_version == "HTTP/0.9":
            self._send(problem(HTTPStatus.BAD_REQUEST))
            return
        refused = refusal(self.headers.get_all("Host") or (), loopback=self.server.address.loopback)
        if refused is not None:
            self._send(problem(refused))
        elif self.command not in {"GET", "HEAD"}:
            self._send(problem(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", _METHODS)))
        else:
            try:
                found = reply(self.path.partition("?")[0], self.server.board.state, now())
            except Exception:
                self._send(problem(HTTPStatus.INTERNAL_SERVER_ERROR))
                raise
            self._send(found)
        if self.headers.get("Content-Length") or self.headers.get("Transfer-Encoding"):
            self._drain()

    def _send(self, found: Reply) -> None:
        body = found.body
        packed = body.packed() if body.length > _SMALL and self._takes_gzip() else None
        headers = dict((*_EVERY, *found.headers))
        headers["Content-Type"] = found.content_type
        headers["Content-Length"] = str(body.length if packed is None else len(packed))
        headers["Vary"] = "Accept-Encoding"
        headers["Connection"] = "close"
        if packed is not None:
            headers["Content-Encoding"] = "gzip"
        self.close_connection = True
        deadline = time.monotonic() + _REPLY_SECONDS
        lines = [f"HTTP/1.1 {found.status.value} {found.status.phrase}", f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in (("Server", self.version_string()), *headers.items())]
        self._write("\r\n".join((*lines, "", "")).encode("latin-1"), deadline)
        if getattr(self, "command", None) != "HEAD":
            for piece in body.pieces if packed is None else (packed,):
                self._write(piece, deadline)

    def _write(self, data: bytes, deadline: float) -> None:
        """Whoever reads too slowly is hung up on: `sendall` takes its timeout for all that it is given."""
        for start in range(0, len(data), _CHUNK):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer was not taken in time")
            self.connection.settimeout(left)
            self.connection.sendall(memoryview(data)[start : start + _CHUNK])

    def _drain(self) -> None:
        """A body nobody asked for: closing before it is read would take the answer from the client (RFC 9112, 9.6)."""
        with contextlib.suppress(OSError, TooMuchError):
            self.connection.shutdown(socket.SHUT_WR)
            while self.rfile.read1(_CHUNK):
                pass

    def _takes_gzip(self) -> bool:
        accepted = ",".join((getattr(self, "headers", None) and self.headers.get_all("Accept-Encoding")) or ())
        matches = (_GZIP.fullmatch(part) for part in accepted.split(","))
        return any(match is not None and float(match["weight"] or 1) > 0 for match in matches)
