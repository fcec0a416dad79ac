"""The whole exporter against an API server that comes, goes and fails: real scans, real scrapes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from kprobe.app import ScanOptions, scan
from kprobe.demo.api_misbehaviour import Misbehaviour, ServerError
from kprobe.demo.api_server import ApiServer
from kprobe.kube.source import open_source
from kprobe.model.probe_options import ProbeOptions
from kprobe.progress import Silent
from kprobe.serving.loop import keep_scanning
from kprobe.serving.server import Server
from kprobe.serving.state import Board, State
from tests.kit.exporter import LOOPBACK, ask, documents, value
from tests.kit.manifests import node, service_without_pods


class EndError(Exception):
    """What ends the loop."""


class Exporter:
    """Scans when it is told to. `kubeconfig` is read anew by each scan, so that a server can come back elsewhere."""

    def __init__(self, folder: Path, board: Board, server: Server) -> None:
        self.kubeconfig = folder / "kubeconfig"
        self.server = server
        self.said: list[str] = []
        self._board = board
        self._next = threading.Semaphore(0)
        self._rests = threading.Semaphore(0)
        self._ends = False

    def run(self) -> None:
        source = open_source(kubeconfig=self.kubeconfig, context=None, namespaces=(), path=None, request_timeout=5.0)
        options = ScanOptions(probe=ProbeOptions(enabled=False))
        self._wait(0.0)
        keep_scanning(
            self._board,
            partial(scan, source, options, Silent()),
            publish=documents,
            say=self.said.append,
            sleep=self._wait,
        )

    def look(self) -> None:
        """One scan, from its beginning to its end."""
        self._rests.acquire()
        self._next.release()
        self._rests.acquire()
        self._rests.release()

    def end(self) -> None:
        self._ends = True
        self._next.release()

    def _wait(self, _seconds: float) -> None:
        self._rests.release()
        self._next.acquire()
        if self._ends:
            raise EndError


@pytest.fixture
def exporter(tmp_path: Path) -> Iterator[Exporter]:
    board = Board(State(interval=60.0))
    with Server(LOOPBACK, board, print) as server:
        made = Exporter(tmp_path, board, server)

        def run() -> None:
            with pytest.raises(EndError):
                made.run()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield made
        made.end()
        thread.join(20)


@contextmanager
def api(exporter: Exporter, services: int, *misbehaviours: Misbehaviour) -> Iterator[ApiServer]:
    objects = [node("node1", "127.0.0.1")]
    objects += [service_without_pods(f"web{n}", node_port=30200 + n) for n in range(services)]
    with ApiServer(objects, misbehaviours=misbehaviours) as server:
        server.kubeconfig(exporter.kubeconfig, user={"token": "very-secret-token"})
        yield server


def count(exporter: Exporter) -> int:
    return len(json.loads(ask(exporter.server, "/report.json").body)["exposures"])


def metric(exporter: Exporter) -> Callable[..., float | None]:
    return partial(value, ask(exporter.server, "/metrics").text)


def test_an_api_server_that_goes_away_and_comes_back(exporter: Exporter) -> None:
    with api(exporter, 2):
        exporter.look()
        assert (count(exporter), ask(exporter.server, "/readyz").status) == (2, 200)
        assert metric(exporter)("kprobe_up") == 1
    exporter.look()
    assert (count(exporter), ask(exporter.server, "/readyz").status) == (2, 200)
    told = metric(exporter)
    assert told("kprobe_up") == 0
    assert told("kprobe_exporter_scan_failures_total", reason="unreadable") == 1
    assert told("kprobe_exposures", cluster="demo", kind="node-port", verdict="not-probed") == 2
    for path in ("/", "/readyz"):
        assert "cannot reach the API server http://127.0.0.1:" in ask(exporter.server, path).text
    with api(exporter, 3):
        exporter.look()
    assert count(exporter) == 3
    assert metric(exporter)("kprobe_up") == 1
    assert "cannot reach" not in ask(exporter.server, "/").text
    assert [line.partition(",")[0] for line in exporter.said[::2]] == ["2 ways in", "3 ways in"]
    assert exporter.said[1].startswith("scan failed (unreadable): cannot reach the API server http://127.0.0.1:")


def test_an_api_server_that_fails_while_it_is_read_leaves_the_last_good_report(exporter: Exporter) -> None:
    with api(exporter, 2):
        exporter.look()
    with api(exporter, 2, ServerError(times=1000, resource="services")):
        exporter.look()
    assert count(exporter) == 2
    assert metric(exporter)("kprobe_exporter_scan_failures_total", reason="incomplete") == 1
    assert "services could not be read: failed" in ask(exporter.server, "/readyz").text


def test_one_that_is_away_from_the_beginning_is_waited_for(exporter: Exporter) -> None:
    with api(exporter, 1):
        pass
    exporter.look()
    assert ask(exporter.server, "/readyz").status == 503
    assert "cannot reach" in ask(exporter.server, "/").text
    with api(exporter, 1):
        exporter.look()
    assert ask(exporter.server, "/readyz").status == 200


def test_credentials_are_nowhere(exporter: Exporter) -> None:
    with api(exporter, 1):
        exporter.look()
    exporter.look()
    bodies = [ask(exporter.server, path).text for path in ("/", "/report.json", "/metrics", "/readyz")]
    assert not any("very-secret-token" in text for text in (*bodies, *exporter.said))
