"""`kprobe serve` as a process of its own."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kprobe.cli.scan import scan as scan_command
from kprobe.cli.serve import serve as serve_command
from kprobe.demo.api_misbehaviour import Hang
from kprobe.demo.api_server import ApiServer
from tests.kit.command_line import kprobe, started
from tests.kit.exporter import ask_at, value
from tests.kit.manifests import item, node, service_without_pods

_ADDRESS = re.compile(r"serves http://127\.0\.0\.1:(\d+) ")


class Running:
    """The process, and where it listens."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines = [self._line()]
        match = _ADDRESS.search(self.lines[0])
        assert match is not None, self.lines[0] + self.process.communicate(timeout=20)[1]
        self.port = int(match[1])

    def until_ready(self) -> None:
        while ask_at(self.port, "/readyz").status != 200:
            assert self.process.poll() is None
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        os.kill(self.process.pid, number)
        out, errors = self.process.communicate(timeout=40)
        assert out == ""
        # Said where everything was ended in order, not by the last resort of stopping.py.
        assert errors.endswith("Z stopped\n"), errors
        return self.process.returncode, errors[: -len("2026-11-28T16:06:49Z stopped\n")]

    def _line(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.readline()


@contextmanager
def serve(kubeconfig: Path, *options: str) -> Iterator[Running]:
    with owned(started("serve", "--listen", "127.0.0.1:0", "--kubeconfig", kubeconfig, *options)) as running:
        yield running


@contextmanager
def owned(process: subprocess.Popen[str]) -> Iterator[Running]:
    try:
        yield Running(process)
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture
def kubeconfig(tmp_path: Path) -> Path:
    return tmp_path / "kubeconfig"


def test_it_takes_every_option_of_a_scan_but_those_about_its_output_and_its_end() -> None:
    output = {"output", "no_color", "fail_on", "allow_incomplete", "baseline", "write_baseline"}
    one_part, no_cluster = {"shard"}, {"path"}
    options = inspect.signature(serve_command).parameters.keys()
    left_out = inspect.signature(scan_command).parameters.keys() - options
    assert left_out <= output | one_part | no_cluster


def test_it_scans_serves_and_ends(kubeconfig: Path) -> None:
    objects = [node("node1", "127.0.0.1"), service_without_pods("web", node_port=30200)]
    with ApiServer(objects) as api:
        api.kubeconfig(kubeconfig)
        with serve(kubeconfig, "--no-probe", "-n", "shop") as running:
            running.until_ready()
            report = json.loads(ask_at(running.port, "/report.json").body)
            page = ask_at(running.port, "/").text
            assert value(ask_at(running.port, "/metrics").text, "process_open_fds") is not None
            code, errors = running.stop()
    assert [e["id"] for e in report["exposures"]] == ["node-port/shop/web/80/TCP"]
    assert "This report is less than a minute old." in page
    assert f"kprobe scan -n shop --kubeconfig {kubeconfig} --no-probe -o html" in page
    assert code == 0
    assert "1 way in, 1 finding, in " in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_rests_ends_it(kubeconfig: Path, number: signal.Signals) -> None:
    with ApiServer([node("node1", "127.0.0.1")]) as api:
        api.kubeconfig(kubeconfig)
        with serve(kubeconfig) as running:
            running.until_ready()
            assert running.stop(number)[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_reads_ends_it(kubeconfig: Path, number: signal.Signals) -> None:
    with ApiServer([], misbehaviours=[Hang(resource="pods", seconds=300.0)]) as api:
        api.kubeconfig(kubeconfig)
        with serve(kubeconfig) as running:
            while not any(request.path.endswith("/pods") for request in api.requests):
                time.sleep(0.05)
            assert "a scan is running" in ask_at(running.port, "/readyz").text
            assert "The first scan is running." in ask_at(running.port, "/").text
            assert running.stop(number) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("name", ["http", "https"])
def test_a_signal_while_it_knocks_ends_it(kubeconfig: Path, number: signal.Signals, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mute.settimeout(40)
        port = mute.getsockname()[1]
        container = {"name": "c", "image": "x", "ports": [{"name": name, "containerPort": 80, "hostPort": port}]}
        status = {"phase": "Running", "podIP": "192.0.2.10", "hostIP": "127.0.0.1"}
        ready = [{"type": "Ready", "status": "True"}]
        pod = item(
            "Pod",
            "web",
            "shop",
            spec={"nodeName": "node1", "containers": [container]},
            status={**status, "conditions": ready},
        )
        with ApiServer([node("node1", "127.0.0.1"), pod]) as api:
            api.kubeconfig(kubeconfig)
            with serve(kubeconfig, "--allow-address", "127.0.0.0/8", "--timeout", "100", "--attempts", "1") as running:
                talking = False
                while not talking:  # until one connection has brought a request that nobody answers
                    connection, _ = mute.accept()
                    with connection:
                        if talking := bool(connection.recv(100)):
                            code, errors = running.stop(number)
    assert (code, errors) == (0, "")


def test_sigterm_ends_what_a_script_put_into_the_background(kubeconfig: Path) -> None:
    with ApiServer([node("node1", "127.0.0.1")]) as api:
        api.kubeconfig(kubeconfig)
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell's `&` does; the child inherits it
        try:
            process = started("serve", "--listen", "127.0.0.1:0", "--kubeconfig", kubeconfig)
        finally:
            signal.signal(signal.SIGINT, before)
        with owned(process) as running:
            running.until_ready()
            assert running.stop()[0] == 0


def test_an_address_that_is_taken_ends_it_with_one_message(kubeconfig: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = kprobe("serve", "--listen", f"127.0.0.1:{port}", "--kubeconfig", kubeconfig)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == f"kprobe: cannot listen on 127.0.0.1:{port}: Address already in use"


def test_a_context_that_does_not_exist_ends_it(kubeconfig: Path) -> None:
    with ApiServer([]) as api:
        api.kubeconfig(kubeconfig)
        done = kprobe("serve", "--listen", "127.0.0.1:0", "--kubeconfig", kubeconfig, "--context", "nowhere")
    assert done.code == 2
    assert "there is no context 'nowhere' in the kubeconfig" in done.err


def test_an_address_that_others_can_reach_is_taken_and_said(kubeconfig: Path) -> None:
    with ApiServer([]) as api:
        api.kubeconfig(kubeconfig)
        process = started("serve", "--listen", "0.0.0.0:0", "--kubeconfig", kubeconfig)
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(2)]
        process.terminate()
        process.communicate(timeout=40)
    assert "serves http://0.0.0.0:" in lines[0]
    assert "whoever can reach this address can read the report" in lines[1]
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (["--listen", "9979"], "--listen '9979' is not ADDRESS:PORT", "127.0.0.1:9979"),
        (["--listen", "example.org:80"], "'example.org' is not an IP address", "127.0.0.1:9979"),
        (["--interval", "1"], "--interval 1 is out of range", "From 5 to"),
        (["--interval", "60", "--max-age", "59"], "--max-age 59 is out of range", "From 60 to"),
        (["-n", "Not A Name"], "is not a namespace's name", "Repeat -n"),
        (["--rate", "-1"], "--rate -1 is out of range", "0 for no limit"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_in_usage_is_one_message_with_the_next_step(options: list[str], message: str, hint: str) -> None:
    done = kprobe("serve", *options)
    assert (done.code, done.out) == (2, "")
    first, second = done.err.splitlines()
    assert message in first
    assert hint in second
