from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.kit.command_line import in_terminal, kprobe, started
from tests.kit.manifests import host_port_pod, item, node, service_without_pods, write
from tests.kit.rendering import bare


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    inner = item(
        "Service", "inner", "shop", spec={"type": "ClusterIP", "selector": {"app": "web"}, "ports": [{"port": 80}]}
    )
    return write(
        folder,
        node("node1", "127.0.0.1"),
        service_without_pods("web", node_port=30200),
        inner,
        service_without_pods("web", node_port=30201, namespace="infra"),
    )


def listening() -> tuple[socket.socket, int]:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server, server.getsockname()[1]


def on_loopback(folder: Path, port: int) -> Path:
    return write(
        folder,
        node("node1", "127.0.0.1"),
        host_port_pod("edge", port=port, node_name="node1", address="127.0.0.1"),
    )


def test_a_broken_target_is_1_and_the_first_line_is_the_answer(shop: Path) -> None:
    done = kprobe("why", "svc/shop/web", "--from", shop, "--allow-address", "127.0.0.1")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("svc/shop/web is not reachable from outside, because ")
    assert "broken here" in done.out


def test_a_target_that_answers_is_0(tmp_path: Path) -> None:
    server, port = listening()
    with server:
        done = kprobe(
            "why",
            "pod/shop/edge",
            "--from",
            on_loopback(tmp_path, port),
            "--allow-address",
            "127.0.0.1",
        )
    assert (done.code, done.err) == (0, "")
    assert "is reachable" in done.out.splitlines()[0]


def test_what_nothing_exposes_is_1_and_told_what_would(shop: Path) -> None:
    done = kprobe("why", "svc/shop/inner", "--from", shop)
    assert (done.code, done.err) == (1, "")
    assert "is not exposed" in done.out.splitlines()[0]


def test_an_ambiguous_or_unknown_target_is_2_with_candidates(shop: Path) -> None:
    two = kprobe("why", "svc/web", "--from", shop)
    assert (two.code, two.out) == (2, "")
    assert "svc/infra/web" in two.err
    assert "svc/shop/web" in two.err
    none = kprobe("why", "svc/shop/wbe", "--from", shop)
    assert none.code == 2
    assert "svc/shop/web" in none.err


def test_a_namespace_decides_between_them(shop: Path) -> None:
    done = kprobe("why", "svc/web", "-n", "infra", "--from", shop, "--no-probe", "-o", "json")
    assert {e["source"]["namespace"] for e in json.loads(done.out)["exposures"]} == {"infra"}


def test_without_a_knock_a_certain_fault_is_1(shop: Path) -> None:
    assert kprobe("why", "svc/shop/web", "--from", shop, "--no-probe").code == 1


def test_without_a_knock_nothing_else_is_proven(tmp_path: Path) -> None:
    done = kprobe("why", "pod/shop/edge", "--from", on_loopback(tmp_path, 8080), "--no-probe")
    assert done.code == 4


def test_what_was_not_knocked_on_is_4_and_said(tmp_path: Path) -> None:
    done = kprobe("why", "pod/shop/edge", "--from", on_loopback(tmp_path, 8080))
    assert done.code == 4
    assert "nothing is proven" in done.err
    assert "--allow-address" in done.out


def test_a_file_that_is_not_there_is_one_message() -> None:
    done = kprobe("why", "svc/shop/web", "--from", "/no/such/file")
    assert done.code in {2, 3}
    assert (done.out, "Traceback" in done.err) == ("", False)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        pytest.param(("--timeout", "5"), "--attempt-timeout", id="a timeout without a watch"),
        pytest.param(("--watch", "--no-probe"), "--no-probe", id="waiting for an answer that is not asked for"),
        pytest.param(("--watch", "-o", "json"), "-o json", id="lines for people in a format for programs"),
        pytest.param(("--watch", "--interval", "0.5"), "--interval", id="an interval that is not gentle"),
        pytest.param(("-n", "Not A Name"), "namespace", id="no name of a namespace"),
    ],
)
def test_options_that_cannot_be_meant_are_2(shop: Path, given: tuple[str, ...], word: str) -> None:
    done = kprobe("why", "svc/shop/web", "--from", shop, *given)
    assert (done.code, done.out) == (2, "")
    assert word in done.err


def test_without_a_target_it_is_2_and_help_names_what_a_target_is() -> None:
    assert kprobe("why").code == 2
    shown = kprobe("why", "--help").out
    assert "svc/ns/name" in shown
    assert "Exit codes: 0 reachable" in " ".join(shown.split())


def test_what_is_suggested_can_be_pasted(shop: Path) -> None:
    done = kprobe("why", "svc/shop/web", "--from", shop, "--allow-address", "127.0.0.1")
    assert f"Next: kprobe why svc/shop/web --from {shop} --allow-address 127.0.0.1 --watch" in done.out
    scanned = kprobe("scan", "--from", shop, "--allow-address", "127.0.0.1")
    assert f"Next: kprobe why --from {shop} --allow-address 127.0.0.1 svc/infra/web" in scanned.out


def test_on_a_terminal_it_is_drawn_and_colour_says_nothing_alone(shop: Path) -> None:
    done = in_terminal("why", "svc/shop/web", "--from", shop, "--allow-address", "127.0.0.1", columns=80)
    assert "\x1b[" in done.out
    assert "├─ " in bare(done.out)


def test_kinds_are_completed() -> None:
    env = {
        "_TYPER_COMPLETE_ARGS": "kprobe why de",
        "_KPROBE_COMPLETE": "complete_bash",
        "COMP_WORDS": "kprobe why de",
        "COMP_CWORD": "2",
    }
    assert "deploy/" in kprobe(env=env).out


def _shown(running: subprocess.Popen[str]) -> None:
    """Waits for the end of the first page."""
    assert running.stdout is not None
    while not running.stdout.readline().startswith("Next: "):
        assert running.poll() is None


def test_a_watch_ends_as_soon_as_it_is_reachable(tmp_path: Path) -> None:
    server, port = listening()
    server.close()
    running = started(
        "why",
        "pod/shop/edge",
        "--from",
        on_loopback(tmp_path, port),
        "--allow-address",
        "127.0.0.1",
        "--watch",
        "--interval",
        "2",
        "--timeout",
        "40",
    )
    _shown(running)
    with socket.create_server(("127.0.0.1", port)):
        rest, _ = running.communicate(timeout=40)
    assert running.returncode == 0
    assert "unreachable, now reachable" in rest
    assert "reachable after " in rest


def test_ctrl_c_ends_a_watch_with_what_is_known(tmp_path: Path) -> None:
    server, port = listening()
    server.close()
    running = started(
        "why", "pod/shop/edge", "--from", on_loopback(tmp_path, port), "--allow-address", "127.0.0.1", "--watch"
    )
    _shown(running)
    time.sleep(0.5)  # into the pause between two looks
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "stopped; " in out
    assert "Traceback" not in err
