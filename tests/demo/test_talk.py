"""The demo's processes, asked over real sockets."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kprobe.demo.ingress_rules import Rule
from kprobe.demo.listeners import Handler, Listeners
from kprobe.demo.net import Place
from kprobe.demo.talk import banner, page, router


@contextmanager
def served(handler: Handler) -> Iterator[Place]:
    with socket.create_server(("127.0.0.1", 0)) as sock, Listeners([(sock, handler)]):
        yield sock.getsockname()
    assert [t for t in threading.enumerate() if t.name.startswith("kprobe-demo")] == []


def ask(place: Place, path: str = "/", host: str = "a.example", verb: str = "GET") -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection(*place, timeout=10)
    try:
        connection.request(verb, path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Server", "")
    finally:
        connection.close()


def test_a_page_is_the_same_for_every_path() -> None:
    with served(page("hello", "nginx")) as place:
        assert ask(place) == ask(place, "/other") == (200, b"hello\n", "nginx")
        assert ask(place, verb="HEAD")[:2] == (200, b"")
        assert ask(place, verb="POST")[0] == 501


def test_a_banner_is_said_first() -> None:
    with served(banner("220 ready")) as place, socket.create_connection(place, timeout=10) as client:
        assert client.recv(100) == b"220 ready\r\n"


@pytest.mark.parametrize(
    ("host", "status", "body"),
    [
        ("alive.example", 200, b"hello\n"),
        ("dead.example", 502, b"Bad Gateway"),
        ("stranger.example", 404, b"404 page not found\n"),
    ],
    ids=["a backend that answers", "a backend that refuses", "no rule"],
)
def test_the_router_answers_as_traefik_does(host: str, status: int, body: bytes) -> None:
    with socket.socket() as dead, served(page("hello", "nginx")) as alive:
        dead.bind(("127.0.0.1", 0))
        rules = (
            Rule(host="alive.example", path="/", backend=alive),
            Rule(host="dead.example", path="/", backend=dead.getsockname()),
        )
        with served_beside(router(rules)) as place:
            assert ask(place, host=host)[:2] == (status, body)


@contextmanager
def served_beside(handler: Handler) -> Iterator[Place]:
    with socket.create_server(("127.0.0.1", 0)) as sock, Listeners([(sock, handler)]):
        yield sock.getsockname()


def test_the_end_cuts_a_client_that_stays() -> None:
    with socket.socket() as client:
        with served(banner("220 ready")) as place:
            client.connect(place)
            client.settimeout(10)
            assert client.recv(100)
        assert client.recv(100) == b""


def test_a_client_that_says_nothing_disturbs_nobody() -> None:
    with served(page("hello", "nginx")) as place:
        socket.create_connection(place, timeout=10).close()
        assert ask(place)[0] == 200
