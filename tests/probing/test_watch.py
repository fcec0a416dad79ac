from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable

import pytest

from kprobe.probing import watch
from kprobe.probing.watch import Portable, Socket, Watch
from tests.kit import ports, servers

KINDS: dict[str, Callable[[], Watch[str]]] = {"portable": Portable}
if sys.platform == "linux":
    KINDS["epoll"] = watch.Epoll
each = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def dialled(address: tuple[str, int], kind: int = socket.SOCK_STREAM) -> Socket:
    sock = Socket(socket.AF_INET, kind)
    sock.settimeout(0.0)
    sock.connect_ex(address)
    return sock


def told(watching: Watch[str], count: int) -> list[tuple[str, bool]]:
    """Everything that is told until so many were, or nothing more comes."""
    seen: list[tuple[str, bool]] = []
    until = time.monotonic() + 10
    while len(seen) < count and time.monotonic() < until:
        seen += watching.wait(1.0)
    return seen + watching.wait(0.05)


@each
def test_what_is_connected_and_what_is_refused_is_told_once(kind: Callable[[], Watch[str]]) -> None:
    watching = kind()
    with servers.serving(servers.silent) as served, ports.refusing() as closed:
        socks = [dialled((served.address, served.port)), dialled((servers.LOOPBACK, closed))]
        watching.add(socks[0], "open", reading=False)
        watching.add(socks[1], "closed", reading=False)
        seen = told(watching, 2)
        errors = [sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) for sock in socks]
        for sock in socks:
            sock.close()
    watching.close()
    assert sorted(name for name, _ in seen) == ["closed", "open"]
    assert not dict(seen)["closed"], "what went wrong is never sure to have gone right"
    assert (errors[0], errors[1] != 0) == (0, True)


@pytest.mark.skipif(sys.platform != "linux", reason="epoll is Linux's")
def test_a_connection_that_was_made_needs_no_second_question() -> None:
    watching = KINDS["epoll"]()
    with servers.serving(servers.silent) as served:
        sock = dialled((served.address, served.port))
        watching.add(sock, "open", reading=False)
        assert told(watching, 1) == [("open", True)]
        sock.close()
    watching.close()


@each
def test_what_is_dropped_is_not_told(kind: Callable[[], Watch[str]]) -> None:
    watching = kind()
    with servers.serving(servers.silent) as served:
        sock = dialled((served.address, served.port))
        watching.add(sock, "dropped", reading=False)
        watching.drop(sock)
        sock.close()
        assert watching.wait(0.05) == []
    watching.close()


@each
def test_a_reply_is_waited_for_where_something_is_to_be_read(kind: Callable[[], Watch[str]]) -> None:
    watching = kind()
    with ports.udp_echo() as port:
        sock = dialled((servers.LOOPBACK, port), socket.SOCK_DGRAM)
        watching.add(sock, "reply", reading=True)
        assert watching.wait(0.05) == []
        sock.send(b"hello")
        assert told(watching, 1) == [("reply", False)]
        assert sock.recv(16) == b"hello"
        sock.close()
    watching.close()


def test_the_fastest_kind_is_chosen() -> None:
    chosen: Watch[str] = watch.watch()
    chosen.close()
    assert type(chosen).__name__ == ("Epoll" if sys.platform == "linux" else "Portable")
