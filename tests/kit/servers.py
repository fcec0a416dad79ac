"""Loopback servers that misbehave in one way each.

A `Handler` gets each accepted connection and its number, from 0; it returns when it is done and the connection is
closed behind it. `serving(handler)` runs it on a free port.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Handler = Callable[[socket.socket, int], None]

LOOPBACK = "127.0.0.1"
PATIENCE = 20.0


@dataclass
class Served:
    """A running server: where it listens, how many connections it took, the heads of the requests it read."""

    address: str
    port: int
    connections: int = 0
    heads: list[str] = field(default_factory=list)


@contextlib.contextmanager
def serving(
    handler: Handler, *, address: str = LOOPBACK, port: int = 0, context: ssl.SSLContext | None = None
) -> Iterator[Served]:
    """Serve on `address` until the block ends; every connection is closed by then."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(512)
    served = Served(address, listener.getsockname()[1])
    alive: set[socket.socket] = set()
    threads: list[threading.Thread] = []
    ending = threading.Event()

    def attend(raw: socket.socket, number: int) -> None:
        conversation = raw
        try:
            raw.settimeout(PATIENCE)
            if context is not None:
                conversation = tls = context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
                alive.add(tls)
                _shake_hands(tls)
            handler(_Listening(conversation, served), number)  # type: ignore[arg-type]
        except (OSError, ValueError):
            pass  # the client hung up, as it may
        finally:
            conversation.close()
            raw.close()

    def accept() -> None:
        while not ending.is_set():
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            alive.add(raw)
            thread = threading.Thread(target=attend, args=(raw, served.connections), daemon=True)
            served.connections += 1
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield served
    finally:
        ending.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(PATIENCE)
        for open_socket in list(alive):
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(PATIENCE)


def _shake_hands(connection: ssl.SSLSocket) -> None:
    """As real servers do: the alert that refuses is not overtaken by a reset."""
    try:
        connection.do_handshake()
    except ssl.SSLError:
        with socket.socket(fileno=socket.dup(connection.fileno())) as plain:
            plain.settimeout(PATIENCE)
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(4096):
                pass
        raise


class _Listening:
    """A connection that notes the head of the request it is read for."""

    def __init__(self, connection: socket.socket, served: Served) -> None:
        self._connection = connection
        self._served = served

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def note(self, head: str) -> None:
        self._served.heads.append(head)


def head_of(connection: socket.socket) -> str:
    """Read a request up to its empty line."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(4096)
        if not chunk:
            raise ConnectionError
        head += chunk
    text = head.decode("latin-1")
    note = getattr(connection, "note", None)
    if note is not None:
        note(text)
    return text


def header_of(head: str, name: str) -> str:
    for line in head.split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name.lower():
            return value.strip()
    return ""


def message(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An HTTP/1.1 answer; `_` in a header's name stands for `-`."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


# How a server may behave.


def answers(status: int = 200, body: bytes = b"hello", **headers: str) -> Handler:
    def handle(connection: socket.socket, _number: int) -> None:
        head_of(connection)
        connection.sendall(message(status, body, **headers))

    return handle


def echoes_host_and_path(status: int = 404) -> Handler:
    """A router whose error page repeats what was asked."""

    def handle(connection: socket.socket, _number: int) -> None:
        head = head_of(connection)
        name = header_of(head, "host").partition(":")[0]
        connection.sendall(message(status, f"nothing at {name}{head.split()[1]}".encode()))

    return handle


def routes(hosts: dict[str, bytes], *, missing: bytes = b"404 page not found\n", status: int = 404) -> Handler:
    """A router: the application of a host it knows, its own page for any other."""

    def handle(connection: socket.socket, _number: int) -> None:
        name = header_of(head_of(connection), "host").partition(":")[0]
        body = hosts.get(name)
        connection.sendall(message(status, missing) if body is None else message(200, body))

    return handle


def never_the_same() -> Handler:
    """A page with a request id in it."""

    def handle(connection: socket.socket, number: int) -> None:
        head_of(connection)
        connection.sendall(message(404, f"request {number}".encode()))

    return handle


def silent(connection: socket.socket, _number: int) -> None:
    """Takes the connection and everything that is sent, and says nothing."""
    while connection.recv(4096):
        pass


def slow(seconds: float) -> Handler:
    """Answers each request after so long."""

    def handle(connection: socket.socket, number: int) -> None:
        head_of(connection)
        time.sleep(seconds)
        connection.sendall(message(200, b"at last"))

    return handle


def hangs_up(connection: socket.socket, _number: int) -> None:
    """Says goodbye at once; what is sent all the same is read, so that it is not answered by a reset."""
    connection.shutdown(socket.SHUT_WR)
    silent(connection, _number)


def hangs_up_after_request(connection: socket.socket, _number: int) -> None:
    head_of(connection)


def hangs_up_after_hello(connection: socket.socket, _number: int) -> None:
    """Reads what comes first, a TLS hello, and closes."""
    connection.recv(65536)


def resets(connection: socket.socket, _number: int) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def resets_after_request(connection: socket.socket, number: int) -> None:
    connection.recv(1)
    resets(connection, number)


def answers_anything(connection: socket.socket, _number: int) -> None:
    """Says 400 to whatever comes, as web servers say to a TLS handshake on a plain port."""
    connection.recv(4096)
    connection.sendall(message(400, b"bad request"))


def speaks_garbage(connection: socket.socket, _number: int) -> None:
    head_of(connection)
    connection.sendall(b"\x00\xffthis is not HTTP\r\n\r\n")


def echoes(connection: socket.socket, _number: int) -> None:
    """Gives back what comes, as an echo server does."""
    while received := connection.recv(4096):
        connection.sendall(received)


def speaks_first(connection: socket.socket, _number: int) -> None:
    """A protocol in which the server begins."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
    silent(connection, 0)


def drips_body(connection: socket.socket, _number: int) -> None:
    """A good head, then a byte now and then, without end."""
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    _drip(connection)


def drips_head(connection: socket.socket, _number: int) -> None:
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(connection)


def _drip(connection: socket.socket) -> None:
    pause = threading.Event()
    while True:
        connection.sendall(b"x")
        pause.wait(0.05)


def drips_tls(connection: socket.socket, _number: int) -> None:
    """Begins a long handshake record and never ends it."""
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x3f\xff")
    _drip(connection)


def huge_header(connection: socket.socket, _number: int) -> None:
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Big: " + b"x" * 300_000 + b"\r\n\r\n")


BOMB = gzip.compress(bytes(40_000_000))


def gzip_bomb(connection: socket.socket, _number: int) -> None:
    head_of(connection)
    connection.sendall(message(200, BOMB, Content_Encoding="gzip"))


def endless(connection: socket.socket, _number: int) -> None:
    """A body that never ends, as fast as it is taken."""
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"y" * 65536)


def taking_turns(*handlers: Handler) -> Handler:
    """The first connection to the first handler, the second to the second, and round again: one bad endpoint of n."""

    def handle(connection: socket.socket, number: int) -> None:
        handlers[number % len(handlers)](connection, number)

    return handle
