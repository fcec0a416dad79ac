"""The server: TLS, HTTP/1.1 with connections that stay open, a thread for each, whole pages to one write.

    python -m benchmarks.static_api.server FOLDER CERTIFICATE [--delay MS] [--chunk BYTES] [--rate BYTES]

It runs in a process of its own, prints its port, and ends with its standard input.
"""

from __future__ import annotations

import argparse
import json
import socket
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from benchmarks.static_api.store import Page, Store

_VERSION = json.dumps({"major": "1", "minor": "37", "gitVersion": "v1.37.2"}).encode()
_SLOW = 1 << 16  # bytes that are written at a time where a rate is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """`delay`: seconds before a page. `chunk`: bytes of each chunk, 0 for a Content-Length. `rate`: bytes a second."""

    delay: float = 0.0
    chunk: int = 0
    rate: float = 0.0


def serve(connection: ssl.SSLSocket, store: Store, manner: Manner) -> None:
    """Answer requests until the client has no more."""
    with connection:
        pending = b""
        while True:
            while b"\r\n\r\n" not in pending:
                received = connection.recv(1 << 16)
                if not received:
                    return
                pending += received
            head, _, pending = pending.partition(b"\r\n\r\n")
            for piece in _answer(head.decode("latin-1"), store, manner):
                _write(connection, piece, manner.rate)


def _answer(head: str, store: Store, manner: Manner) -> Iterator[bytes | memoryview]:
    target = urlsplit(head.split(" ", 2)[1])
    if target.path == "/version":
        yield _head(200, len(_VERSION)) + _VERSION
        return
    page = store.page(target.path, dict(parse_qsl(target.query)))
    if page is None:
        yield _head(404, 0)
        return
    if manner.delay:
        time.sleep(manner.delay)
    if "gzip" in head.lower().partition("accept-encoding:")[2].partition("\r\n")[0] and page.size > 128 << 10:
        body = _compressed(page)  # as the API server does, from 128 KB on
        yield _head(200, len(body), "Content-Encoding: gzip\r\n")
        yield body
    elif manner.chunk:
        yield _head(200, None)
        yield from _chunked((page.head, *page.pieces, page.tail), manner.chunk)
    else:
        yield _head(200, page.size) + page.head
        yield from page.pieces
        yield page.tail


def _head(status: int, size: int | None, more: str = "") -> bytes:
    framing = "Transfer-Encoding: chunked" if size is None else f"Content-Length: {size}"
    return f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n{more}{framing}\r\n\r\n".encode()


def _compressed(page: Page) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    parts: tuple[bytes | memoryview, ...] = (page.head, *page.pieces, page.tail)
    return b"".join((*map(packer.compress, parts), packer.flush()))


def _chunked(parts: Iterable[bytes | memoryview], size: int) -> Iterator[bytes | memoryview]:
    for part in parts:
        pieces = bytearray()
        for begin in range(0, len(part), size):
            piece = part[begin : begin + size]
            pieces += b"%x\r\n%b\r\n" % (len(piece), bytes(piece))
        yield memoryview(pieces)
    yield b"0\r\n\r\n"


def _write(connection: ssl.SSLSocket, piece: bytes | memoryview, rate: float) -> None:
    if not rate:
        connection.sendall(piece)
        return
    for begin in range(0, len(piece), _SLOW):
        part = piece[begin : begin + _SLOW]
        connection.sendall(part)
        time.sleep(len(part) / rate)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("certificate", type=Path)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--chunk", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.0)
    given = parser.parse_args()
    store = Store(given.folder)
    manner = Manner(delay=given.delay / 1000, chunk=given.chunk, rate=given.rate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given.certificate)

    def accepted(raw: socket.socket) -> None:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            serve(context.wrap_socket(raw, server_side=True), store, manner)
        except OSError:
            raw.close()

    def accept(listener: socket.socket) -> None:
        while True:
            raw, _ = listener.accept()
            threading.Thread(target=accepted, args=(raw,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
