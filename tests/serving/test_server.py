"""The server against clients that are rude, slow, many, or no clients at all."""

from __future__ import annotations

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.errors import ExitCode, KprobeError
from kprobe.serving import request, server
from kprobe.serving.address import Address
from kprobe.serving.server import Server
from kprobe.serving.state import Board
from tests.kit import reports
from tests.kit.exporter import NONE, ask, documents, having, kept, named, raw, samples, serving, status_of


@pytest.mark.parametrize("path", ["/", "/report.html", "/report.json", "/metrics", "/healthz", "/readyz", "/nothing"])
def test_head_is_get_without_a_body(path: str) -> None:
    with serving(having()) as (_, running, _):
        get, head = ask(running, path), ask(running, path, "HEAD")
    assert (head.status, head.body) == (get.status, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    if path not in {"/metrics", "/readyz"}:  # with the age, their length changes from look to look
        assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "BREW"])
def test_no_other_method_is_taken(method: str) -> None:
    with serving(having()) as (_, running, _):
        answer = ask(running, "/metrics", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/metrics/",
            "//metrics",
            "/Metrics",
            "/../metrics",
            "/report.json/..",
            "/%6detrics",
            "/metrics%00",
            "*",
            "/x",
        ),
        *("http://127.0.0.1/metrics", "/<script>", "/etc/passwd", "/." * 2000),
    ],
    ids=lambda path: path[:20],
)
def test_no_other_path_is_found_and_none_is_repeated(path: str) -> None:
    with serving(having()) as (_, running, _):
        answer = raw(running, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert status_of(answer) in {200, 404} if path == "//metrics" else status_of(answer) == 404
    if status_of(answer) == 404:
        assert answer.endswith(b"\r\n\r\nNot Found\n")


def test_a_query_changes_nothing() -> None:
    with serving(having()) as (_, running, _):
        assert ask(running, "/healthz?x=y&z").text == "ok\n"


def test_every_answer_has_the_headers_that_keep_a_browser_from_mischief() -> None:
    with serving(having()) as (_, running, _):
        answers = [ask(running, path) for path in ("/", "/report.json", "/metrics", "/healthz", "/nothing")]
        answers += [ask(running, "/", "POST"), ask(running, "/", Host="evil.example")]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Server"] == "kprobe"
        [policy] = answer.headers.get_all("Content-Security-Policy") or []
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy


def test_a_page_of_a_stranger_cannot_read_it_by_a_name_of_its_own() -> None:
    with serving(having()) as (_, running, _):
        assert ask(running, "/report.json", Host="evil.example").status == 421
        assert ask(running, "/report.json", Host="localhost:1").status == 200
        assert status_of(raw(running, b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")) == 400
        assert status_of(raw(running, b"GET /healthz HTTP/1.0\r\n\r\n")) == 200
    with serving(having(), address=Address(host="0.0.0.0", port=0)) as (_, running, _):
        assert ask(running, "/report.json", Host="kprobe-exporter.kprobe.svc:9979").status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 150 + b"\r\n", 431),
        (b"GET / HTTP/9.1\r\n\r\n", 505),
        (b"GET / HTTP/x\r\n\r\n", 400),
        (b"GET / x HTTP/1.1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1000, 405),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
    ids=["header", "path", "headers", "version", "no version", "four words", "body", "chunked", "TLS"],
)
def test_a_request_is_held_to_its_bounds(sent: bytes, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "_REQUEST_SECONDS", 2.0)
    with serving(having()) as (_, running, said):
        assert status_of(raw(running, sent)) == status
        assert ask(running, "/healthz").text == "ok\n"
    assert said == []


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=40)
def test_no_bytes_are_a_crash(sent: bytes) -> None:
    with serving(having()) as (_, running, said):
        sock = socket.create_connection(("127.0.0.1", running.address.port), timeout=20)
        with sock, contextlib.suppress(ConnectionError):
            sock.sendall(sent)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass
        assert ask(running, "/healthz").status == 200
    assert said == []


def test_one_who_never_ends_a_request_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "_REQUEST_SECONDS", 0.3)
    with serving(having()) as (_, running, said):
        assert raw(running, b"GET /metrics HTTP/1.1\r\nHost: loc") == b""
        ask(running, "/healthz")
    assert said == []


def test_one_who_never_reads_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "_REPLY_SECONDS", 0.3)
    hung_up, finish = threading.Event(), request.Handler.finish

    def finished(handler: request.Handler) -> None:
        finish(handler)
        hung_up.set()

    monkeypatch.setattr(request.Handler, "finish", finished)
    report = reports.report(*(reports.reported(reports.node_port(f"web-{n}", 30000 + n)) for n in range(1000)))
    state = having(report)
    assert state.kept is not None
    with serving(state) as (_, running, said), socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(20)
        sock.connect(("127.0.0.1", running.address.port))
        sock.sendall(b"GET /report.json HTTP/1.0\r\n\r\n")
        assert hung_up.wait(30)
        got = 0
        with contextlib.suppress(ConnectionError):
            while piece := sock.recv(65536):
                got += len(piece)
    assert 0 < got < state.kept.documents.json().length
    assert said == []


def test_beyond_so_many_connections_it_says_that_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_AT_ONCE", 2)
    with serving(having()) as (_, running, _):
        held = [socket.create_connection(("127.0.0.1", running.address.port), timeout=20) for _ in range(2)]
        for sock in held:
            sock.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert status_of(raw(running, b"")) == 503
        for sock in held:
            sock.sendall(b"Host: localhost\r\n\r\n")
            assert status_of(sock.recv(65536)) == 200
            sock.close()
        while status_of(raw(running, b"GET /healthz HTTP/1.0\r\n\r\n")) != 200:
            pass


def test_scrapes_during_a_swap_see_one_report_each() -> None:
    one = named(reports.healthy(), "one")
    two = named(reports.report(*(reports.reported(reports.node_port(f"w{n}", 30000 + n)) for n in range(30))), "two")
    sizes = {"one": 4, "two": 30}
    stop = threading.Event()

    def swap(board: Board) -> None:
        state = board.state
        while not stop.is_set():
            for report in (one, two):
                state = state.begun().ended(kept(report), 0.1)
                board.state = state

    def look(running: Server) -> str:
        counts: dict[str, float] = {}
        for (name, labels), number in samples(ask(running, "/metrics").text).items():
            if name == "kprobe_exposures":
                cluster = dict(labels)["cluster"]
                counts[cluster] = counts.get(cluster, 0) + number
        [(cluster, count)] = counts.items()
        assert count == sizes[cluster]
        return cluster

    with serving(having(one)) as (board, running, said), ThreadPoolExecutor(4) as pool:
        thread = threading.Thread(target=swap, args=(board,))
        thread.start()
        try:
            seen = set(pool.map(look, [running] * 60))
        finally:
            stop.set()
            thread.join()
    assert seen <= {"one", "two"}
    assert said == []


def test_a_page_that_many_want_at_once_is_rendered_by_one() -> None:
    made = documents(reports.every_verdict())
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: made.page("<p>x</p>"), range(16)))
        packed = list(pool.map(lambda page: page.packed(), pages))
    assert len({id(page) for page in pages}) == len({id(data) for data in packed}) == 1


def test_a_bug_is_a_500_said_once_and_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(request, "reply", broken)
    with serving(having()) as (_, running, said):
        answer = ask(running, "/healthz")
        assert (answer.status, answer.text) == (500, "Internal Server Error\n")
        monkeypatch.undo()
        assert ask(running, "/healthz").status == 200
    assert len(said) == 1
    assert said[0].startswith("internal error while answering: ZeroDivisionError")


def test_an_address_that_is_taken_is_one_message() -> None:
    with serving() as (_, running, _):
        with pytest.raises(KprobeError) as error:
            Server(running.address, Board(NONE), print)
        assert error.value.exit_code is ExitCode.USAGE
        assert error.value.message == f"cannot listen on 127.0.0.1:{running.address.port}: Address already in use"


def test_after_its_end_nobody_listens() -> None:
    with serving() as (_, running, _):
        port = running.address.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_ipv6_works_as_well() -> None:
    try:
        context = serving(having(), address=Address(host="::1", port=0))
        with context as (_, running, _):
            with socket.create_connection(("::1", running.address.port), timeout=20) as sock:
                sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: [::1]\r\n\r\n")
                assert status_of(sock.recv(65536)) == 200
            assert str(running.address).startswith("[::1]:")
    except KprobeError:
        pytest.skip("this machine has no ::1")
