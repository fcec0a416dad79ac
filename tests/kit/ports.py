"""Loopback ports that take no connection, and datagram ports: each in one way."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from tests.kit.servers import LOOPBACK, PATIENCE


@contextlib.contextmanager
def refusing(address: str = LOOPBACK) -> Iterator[int]:
    """A port that is held, so that nobody else listens on it, and refuses."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM) as holder:
        holder.bind((address, 0))
        yield holder.getsockname()[1]


@contextlib.contextmanager
def blackhole(address: str = LOOPBACK) -> Iterator[int]:
    """A port that swallows every connection attempt: its queue is full, and the kernel drops what comes (Linux)."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        listener.bind((address, 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            filler = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            filler.settimeout(0.1)
            filler.connect_ex((LOOPBACK if address == "0.0.0.0" else address, port))
        yield port


@contextlib.contextmanager
def udp_answering(answer: Callable[[bytes], bytes | None], address: str = LOOPBACK) -> Iterator[int]:
    """A UDP service that says what `answer` makes of each datagram; None: nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, 0))
        port = server.getsockname()[1]

        def serve() -> None:
            while True:
                data, peer = server.recvfrom(4096)
                if data == b"end":
                    return
                reply = answer(data)
                if reply is not None:
                    server.sendto(reply, peer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield port
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ender:
            ender.sendto(b"end", (address, port))
        thread.join(PATIENCE)


@contextlib.contextmanager
def udp_echo(address: str = LOOPBACK) -> Iterator[int]:
    with udp_answering(lambda data: data, address) as port:
        yield port


@contextlib.contextmanager
def udp_silent(address: str = LOOPBACK) -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, 0))
        yield server.getsockname()[1]


@contextlib.contextmanager
def udp_refusing(address: str = LOOPBACK) -> Iterator[int]:
    """A UDP port that nobody listens on: held by a socket that is connected elsewhere, so that the kernel refuses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind((address, 0))
        holder.connect((address, 9))
        yield holder.getsockname()[1]
