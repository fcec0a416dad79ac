"""The measure itself, against sockets of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.plain_client import look_at_all

HERE = "127.0.0.1"


class _Teapot(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(418 if self.headers["Host"] == "tea.example" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def teapot() -> Iterator[int]:
    with ThreadingHTTPServer((HERE, 0), _Teapot) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_target_gets_its_state_in_its_place(teapot: int) -> None:
    with socket.create_server((HERE, 0)) as listening, socket.socket() as bound:
        bound.bind((HERE, 0))  # and not listening: refused
        targets = [
            [HERE, bound.getsockname()[1]],
            [HERE, teapot, "http", "tea.example", "/"],
            [HERE, listening.getsockname()[1]],
            [HERE, teapot, "http", "coffee.example", "/"],
            [HERE, bound.getsockname()[1]],
        ]
        assert look_at_all(targets) == ["closed", "open 418", "open", "open 404", "closed"]


def test_datagrams_that_nobody_takes_are_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as bound:
        bound.bind((HERE, 0))
        number = bound.getsockname()[1]
    assert look_at_all([[HERE, number, "UDP"]]) == ["closed"]


def test_a_late_answer_to_a_datagram_counts() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as server:
        server.bind((HERE, 0))

        def answer_the_second() -> None:
            server.recvfrom(64)
            _, sender = server.recvfrom(64)
            server.sendto(b"hello", sender)

        thread = threading.Thread(target=answer_the_second, daemon=True)
        thread.start()
        assert look_at_all([[HERE, server.getsockname()[1], "UDP"]]) == ["open"]
        thread.join()
