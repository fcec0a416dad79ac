"""The exporter's server with a state of the test's own, and a client that hides nothing."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message

from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from kprobe.model.report import Report
from kprobe.serving.address import Address
from kprobe.serving.clock import Moment, now
from kprobe.serving.documents import Documents
from kprobe.serving.server import Server
from kprobe.serving.state import Board, Kept, State
from tests.kit import reports

LOOPBACK = Address(host="127.0.0.1", port=0)
NONE = State(interval=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def documents(report: Report) -> Documents:
    return Documents(report, command="kprobe scan", ask="kprobe why")


def kept(report: Report | None = None, *, at: Moment | None = None) -> Kept:
    """A report that has just been finished, or at another moment."""
    given = report or reports.every_verdict()
    return Kept(report=given, at=at or now(), documents=documents(given))


def having(report: Report | None = None, *, age: float = 0.0, state: State = NONE) -> State:
    """A state with a report of that age in seconds."""
    made = now()
    return state.ended(kept(report, at=Moment(wall=made.wall - age, steady=made.steady - age)), 1.0)


@contextmanager
def serving(state: State = NONE, *, address: Address = LOOPBACK) -> Iterator[tuple[Board, Server, list[str]]]:
    """A server, its board, and what it said of itself."""
    board, said = Board(state), list[str]()
    with Server(address, board, said.append) as server:
        yield board, server, said


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> Answer:
    """By http.client. `headers` with underscores for dashes."""
    return ask_at(server.address.port, path, method, **headers)


def ask_at(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(status=answer.status, headers=answer.headers, body=answer.read())
    finally:
        connection.close()


def raw(server: Server, sent: bytes) -> bytes:
    """All that comes back for these bytes, until the other side closes or resets."""
    with socket.create_connection(("127.0.0.1", server.address.port), timeout=20) as sock:
        got = b""
        try:
            sock.sendall(sent)
            while piece := sock.recv(65536):
                got += piece
        except ConnectionError:
            return got
    return got


def status_of(answer: bytes) -> int:
    """Of a raw answer."""
    return int(answer.split(b" ", 2)[1])


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """As prometheus_client's own parser has them; no series twice."""
    told = [
        ((sample.name, tuple(sorted(sample.labels.items()))), sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]
    assert len(dict(told)) == len(told)
    return dict(told)


def value(text: str, name: str, **labels: str) -> float | None:
    """Of one series; None where it is absent."""
    return samples(text).get((name, tuple(sorted(labels.items()))))


def named(report: Report, context: str) -> Report:
    """The same of another cluster."""
    return replace(report, cluster=replace(report.cluster, context=context))
