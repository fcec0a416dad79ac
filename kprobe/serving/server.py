"""The HTTP server: a thread for each connection, one request on each, everything bounded.

By the standard library: six paths without bodies, sessions or parameters take no framework, and so there is less that
strangers can reach.
"""

from __future__ import annotations

import socket
import socketserver
import sys
import threading
import traceback
from collections.abc import Callable
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Any, Self

from kprobe.errors import ExitCode, KprobeError
from kprobe.serving.address import Address
from kprobe.serving.request import Handler
from kprobe.serving.state import Board

_AT_ONCE = 64  # connections; each may hold a thread for as long as request.py lets it
_BUSY = (
    f"HTTP/1.1 {HTTPStatus.SERVICE_UNAVAILABLE.value} {HTTPStatus.SERVICE_UNAVAILABLE.phrase}\r\n"
    "Content-Length: 0\r\nRetry-After: 10\r\nConnection: close\r\n\r\n"
).encode()


class Server(ThreadingHTTPServer):
    """Listens when it is made, answers between `with` and its end.

    Raises KprobeError (exit code 2) where the address cannot be had. `say` is told of what went wrong inside.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    allow_reuse_address = sys.platform != "win32"  # there it would let two listen at one address

    def __init__(self, address: Address, board: Board, say: Callable[[str], None]) -> None:
        self.board = board
        self.say = say
        self.address_family = socket.AF_INET6 if address.v6 else socket.AF_INET
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self._thread: threading.Thread | None = None
        try:
            super().__init__((address.host, address.port), Handler)
        except OSError as error:
            raise KprobeError(
                f"cannot listen on {address}: {error.strerror or error}",
                hint="Another address or port: --listen ADDRESS:PORT",
                exit_code=ExitCode.USAGE,
            ) from None
        self.address = Address(host=address.host, port=int(self.server_address[1]))

    def __enter__(self) -> Self:
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.1}, name="kprobe-http", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
        self.server_close()

    def server_bind(self) -> None:
        """Without HTTPServer's look-up of the host's name, which may wait for a DNS server."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread, where one is left."""
        if not self._slots.acquire(blocking=False):
            request.setblocking(False)  # noqa: FBT003 - the socket's own signature
            try:
                request.send(_BUSY)
            except OSError:
                pass
            finally:
                self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread can be started
            self._slots.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Gives its place back, whatever happens."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the library's signature
        """A client that goes away is no event; anything else is a bug, and said in one line."""
        error = sys.exception()
        if error is None or isinstance(error, OSError):
            return
        where = traceback.extract_tb(error.__traceback__)[-1]
        self.say(f"internal error while answering: {type(error).__name__}: {error} ({where.name}, line {where.lineno})")
