"""An embedded Kubernetes API server: real HTTP on loopback, read-only, for `kprobe demo` and the test suite."""

from __future__ import annotations

import base64
import gzip
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import yaml

from kprobe.demo.api_answers import Answers, Reply, status
from kprobe.demo.api_misbehaviour import Misbehaviour
from kprobe.demo.api_store import Object, Store

_WORTH_PACKING = 128 << 10  # bytes; as the real one (apiserver/pkg/endpoints/handlers/responsewriters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it arrived. `path` is without the query."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)


class ApiServer:
    """Serves `objects` (in the JSON form of the API, each with kind and apiVersion) between `with` and its end.

    `flags` are what /flagz tells (None: 404); `page_size` caps every page of a list; `tls` turns it to https.
    Every request is kept in `requests`, whatever its verb; any verb but GET is answered 405.
    """

    def __init__(
        self,
        objects: Iterable[Object] = (),
        *,
        misbehaviours: Iterable[Misbehaviour] = (),
        version: str = "v1.37.2",
        flags: Mapping[str, str] | None = None,
        page_size: int = 0,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._answers = Answers(
            store=Store(objects),
            version=version,
            flags=flags,
            page_size=page_size,
            misbehaviours=tuple(misbehaviours),
        )
        self._host = host
        self._tls = tls
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._server = _Server((self._host, 0), self._answers, self._tls)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="kprobe-api", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every connection, and the threads behind them."""
        if self._server is not None and self._thread is not None:
            self._server.close()
            self._thread.join()

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests so far, in the order of their arrival."""
        return tuple(self._running.requests)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._running.server_address[1])

    @property
    def url(self) -> str:
        """Where it can be reached."""
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}"

    def kubeconfig(
        self,
        path: Path,
        *,
        context: str = "demo",
        namespace: str = "",
        user: Mapping[str, Any] | None = None,
        authority: bytes | None = None,
    ) -> Path:
        """Write a kubeconfig for it to `path`, and give it back.

        `user` is the kubeconfig's user ({"token": …}); `authority` is the PEM that signed the server's certificate.
        """
        cluster: dict[str, Any] = {"server": self.url}
        if authority is not None:
            cluster["certificate-authority-data"] = base64.b64encode(authority).decode("ascii")
        place = {"cluster": context, "user": context} | ({"namespace": namespace} if namespace else {})
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": context,
            "clusters": [{"name": context, "cluster": cluster}],
            "contexts": [{"name": context, "context": place}],
            "users": [{"name": context, "user": dict(user or {})}],
        }
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        return path

    @property
    def _running(self) -> _Server:
        if self._server is None:
            raise RuntimeError("the embedded API server has not been started")
        return self._server


class _Server(ThreadingHTTPServer):
    """One thread a connection; all of them are joined at the end."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], answers: Answers, tls: ssl.SSLContext | None) -> None:
        self.answers = answers
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without HTTPServer's look-up of the host's name, which may wait for a DNS server."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread: a client that dislikes the certificate must not hold up the others."""
        try:
            if self._tls is not None:
                request.settimeout(10)
                request = self._tls.wrap_socket(request, server_side=True)
                request.settimeout(None)
            with self._lock:
                self._open.add(request)
                if self.closing.is_set():
                    return
            super().finish_request(request, client_address)
        except (OSError, ValueError):  # ssl.SSLError is an OSError: the client went away, or never liked us
            return
        finally:
            with self._lock:
                self._open.discard(request)
            if self._tls is not None:
                request.close()

    def close(self) -> None:
        """Wake up and end everything."""
        self.closing.set()
        self.shutdown()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # gone already
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with connections that stay open, as the API server's do."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def parse_request(self) -> bool:
        """Takes any verb, so that every one is recorded."""
        if not super().parse_request():
            return False
        self._answer()
        return False

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.server.requests.append(
            Request(method=self.command, path=parts.path, query=query, headers=dict(self.headers.items()))
        )
        if self.command != "GET":
            self.close_connection = True  # its body is not read
            self._send(status(405, "MethodNotAllowed", "this API server is read-only"))
            return
        self._send(self.server.answers.reply(parts.path, query))

    def _send(self, reply: Reply) -> None:
        if reply.hang_up or (reply.delay and self.server.closing.wait(reply.delay)):
            self.close_connection = True
            return
        body = reply.body
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        if len(body) > _WORTH_PACKING and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        if reply.retry_after is not None:
            self.send_header("Retry-After", str(reply.retry_after))
        if self.close_connection or reply.cut:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if reply.cut else body)
        self.wfile.flush()
        self.close_connection = self.close_connection or reply.cut

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing."""
