from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit import dns
from tests.kit.command_line import in_terminal, kprobe, started
from tests.kit.manifests import host_port_pod, item, node, service_without_pods, write
from tests.kit.rendering import bare


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    folder.mkdir()
    return write(
        folder,
        node("node1", "127.0.0.1"),
        service_without_pods("web", node_port=30200),
        service_without_pods("other", node_port=30201, namespace="infra"),
    )


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    folder = tmp_path / "healthy"
    folder.mkdir()
    return write(folder, node("node1", "127.0.0.1"))


def test_a_cluster_with_nothing_wrong_is_0(healthy: Path) -> None:
    done = kprobe("scan", "--from", healthy)
    assert (done.code, done.err) == (0, "")
    assert "No way in from outside was found." in done.out


def test_findings_are_1_and_stand_on_standard_output(broken: Path) -> None:
    done = kprobe("scan", "--from", broken, "--no-probe")
    assert (done.code, done.err) == (1, "")
    assert "NodePort web" in done.out
    assert "error" in done.out


def test_findings_milder_than_asked_for_are_0(broken: Path) -> None:
    assert kprobe("scan", "--from", broken, "--no-probe", "--fail-on", "never").code == 0


def test_a_gap_is_4_says_so_and_may_be_allowed(tmp_path: Path) -> None:
    partial = write(tmp_path, node("node1", "127.0.0.1"), complete=False)
    done = kprobe("scan", "--from", partial)
    assert done.code == 4
    assert "--allow-incomplete" in done.err
    assert "Not known: " in done.out
    assert kprobe("scan", "--from", partial, "--allow-incomplete").code == 0


def test_a_file_that_is_not_there_is_one_message() -> None:
    done = kprobe("scan", "--from", "/no/such/file")
    assert done.code in {2, 3}
    assert done.out == ""
    assert "/no/such/file" in done.err
    assert "Traceback" not in done.err


def test_without_a_kubeconfig_the_next_step_is_said(tmp_path: Path) -> None:
    done = kprobe("scan", env={"HOME": str(tmp_path)})
    assert done.code in {2, 3}
    assert done.err.startswith("kprobe: ")
    assert len(done.err.splitlines()) == 2
    assert "Traceback" not in done.err


def test_namespaces_narrow_the_report(broken: Path) -> None:
    shown = json.loads(kprobe("scan", "--from", broken, "--no-probe", "-n", "infra", "-o", "json").out)
    assert {exposure["source"]["namespace"] for exposure in shown["exposures"]} == {"infra"}


def test_the_range_of_node_ports_can_be_given(broken: Path) -> None:
    done = kprobe("scan", "--from", broken, "--no-probe", "--node-port-range", "31000-32000", "-o", "json")
    shown = json.loads(done.out)
    assert shown["cluster"]["node_port_range"]["range"] == "31000-32000"
    assert shown["cluster"]["node_port_range"]["source"] == "--node-port-range"


def test_several_formats_at_once(broken: Path, tmp_path: Path) -> None:
    done = kprobe("scan", "--from", broken, "--no-probe", "-o", "wide", "-o", f"json={tmp_path / 'r.json'}")
    assert "ADDRESS" in done.out
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["probed"] is False


def test_a_file_that_cannot_be_written_is_said_before_the_cluster_is_read(broken: Path) -> None:
    done = kprobe("scan", "--from", broken / "absent", "-o", "json=/no/such/folder/r.json")
    assert done.code == 2
    assert "there is no directory /no/such/folder" in done.err
    assert "absent" not in done.err


def test_the_next_command_keeps_what_was_chosen(broken: Path) -> None:
    out = kprobe("scan", "--from", broken, "--no-probe", "-n", "shop", "-n", "infra", "-l", "a notin (b)").out
    assert out.splitlines()[-1].startswith(f"Next: kprobe scan -n shop -n infra -l 'a notin (b)' --from {broken} ")


def test_it_knocks_where_that_is_allowed_and_says_where_it_is_not(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        folder = write(
            tmp_path,
            node("node1", "127.0.0.1"),
            host_port_pod("edge", port=port, node_name="node1", address="127.0.0.1"),
        )
        options = ("scan", "--from", folder, "-o", "json", "--timeout", "1", "--attempts", "1")
        [refused] = json.loads(kprobe(*options).out)["exposures"]
        [knocked] = json.loads(kprobe(*options, "--allow-address", "127.0.0.1").out)["exposures"]
    assert refused["entries"][0]["observation"] is None
    assert "loopback" in refused["entries"][0]["skipped"]
    assert knocked["entries"][0]["observation"]["state"] == "open"


def test_the_next_command_keeps_the_resolver(broken: Path) -> None:
    out = kprobe("scan", "--from", broken, "--no-probe", "--resolver", "10.0.0.10").out
    assert "--resolver 10.0.0.10 " in out.splitlines()[-1]


def test_a_resolver_that_is_named_is_asked_and_its_answer_told(tmp_path: Path) -> None:
    with (
        dns.serving(dns.zone({"lb.example": [("A", "127.0.0.1")]})) as resolver,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        port = server.getsockname()[1]
        web = item(
            "Service",
            "web",
            "shop",
            spec={"type": "LoadBalancer", "ports": [{"port": port, "protocol": "TCP"}]},
            status={"loadBalancer": {"ingress": [{"hostname": "lb.example"}]}},
        )
        folder = write(tmp_path, web)
        options = ("--resolver", resolver.text, "--allow-address", "127.0.0.1", "--attempts", "1")
        report = json.loads(kprobe("scan", "--from", folder, "-o", "json", *options).out)
    entries = [entry for exposure in report["exposures"] for entry in exposure["entries"]]
    [seen] = [entry["observation"] for entry in entries if entry["address"] == "lb.example"]
    assert (seen["state"], seen["addresses"]) == ("open", ["127.0.0.1"])
    assert seen["resolution"]["server"] == resolver.text


def test_a_terminal_gets_colour_and_its_own_width_and_no_progress_is_left(broken: Path) -> None:
    done = in_terminal("scan", "--from", broken, "--no-probe", columns=80)
    assert done.code == 1
    assert "\x1b[1;31m" in done.out
    assert "unreachable" in done.out or "not probed" in done.out
    rows = [line for line in bare(done.out).splitlines() if "NodePort" in line or "probing was" in line]
    assert all(len(row) <= 80 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "env"), [(["--no-color"], {}), ([], {"NO_COLOR": "1"})], ids=["--no-color", "NO_COLOR"]
)
def test_a_terminal_can_do_without_colour(broken: Path, arguments: list[str], env: dict[str, str]) -> None:
    assert "\x1b[1;31m" not in in_terminal("scan", "--from", broken, "--no-probe", *arguments, env=env).out


def test_a_reader_that_goes_away_ends_it_quietly(broken: Path) -> None:
    process = started("scan", "--from", broken, "--no-probe")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(50) == 141
    assert errors == ""
    process.stderr.close()


@pytest.fixture
def deaf_server(tmp_path: Path) -> Iterator[tuple[socket.socket, Path]]:
    """An API server that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        kubeconfig = tmp_path / "kubeconfig"
        kubeconfig.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "deaf",
                    "contexts": [{"name": "deaf", "context": {"cluster": "deaf", "user": "deaf"}}],
                    "clusters": [
                        {"name": "deaf", "cluster": {"server": f"http://127.0.0.1:{server.getsockname()[1]}"}}
                    ],
                    "users": [{"name": "deaf", "user": {}}],
                }
            )
        )
        yield server, kubeconfig


def test_an_interruption_while_reading_is_one_line_and_130(deaf_server: tuple[socket.socket, Path]) -> None:
    server, kubeconfig = deaf_server
    process = started("scan", "--kubeconfig", kubeconfig)
    connection, _ = server.accept()
    time.sleep(0.2)  # until the client waits for the answer
    os.kill(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=50)
    connection.close()
    assert (process.returncode, out) == (130, "")
    assert errors == "kprobe: interrupted before there was anything to show\n"
