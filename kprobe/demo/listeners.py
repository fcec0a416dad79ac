"""Serves many listening sockets from one thread that accepts, with a thread for each connection."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Self

Handler = Callable[[socket.socket], None]
"""Talks over one connection until it ends; the caller closes it."""


class Listeners:
    """Accepts between `with` and its end; then every connection is cut, and every thread has ended.

    The sockets are the caller's: they listen already, and the caller closes them.
    """

    def __init__(self, doors: Iterable[tuple[socket.socket, Handler]]) -> None:
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._closing = False
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        for sock, handler in doors:
            sock.settimeout(0.0)  # a client may be gone before accept()
            self._selector.register(sock, selectors.EVENT_READ, handler)
        self._thread = threading.Thread(target=self._accept, name="kprobe-demo", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._wake.send(b"\x00")
        self._thread.join()
        with self._lock:
            self._closing = True
            for connection in self._open:
                _cut(connection)
            threads = tuple(self._threads)
        for thread in threads:
            thread.join()
        self._selector.close()
        self._wake.close()
        self._woken.close()

    def _accept(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._woken:
                    return
                assert isinstance(key.fileobj, socket.socket)  # noqa: S101 - nothing else was registered
                try:
                    connection, _ = key.fileobj.accept()
                except OSError:
                    continue  # the client went away
                connection.settimeout(None)
                thread = threading.Thread(
                    target=self._serve, args=(connection, key.data), name="kprobe-demo-connection", daemon=True
                )
                with self._lock:
                    self._threads = {t for t in self._threads if t.is_alive()} | {thread}
                thread.start()

    def _serve(self, connection: socket.socket, handler: Handler) -> None:
        with connection:
            with self._lock:
                self._open.add(connection)
                closing = self._closing
            try:
                if not closing:
                    handler(connection)
            except OSError:
                pass  # the client went away
            finally:
                with self._lock:
                    self._open.discard(connection)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # gone already
