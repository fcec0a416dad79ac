"""Real plugins: small scripts."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kprobe.errors import ExitCode, KprobeError
from kprobe.kube.exec_plugin import run_plugin

API = "client.authentication.k8s.io/v1"


def _plugin(folder: Path, body: str, **settings: Any) -> dict[str, Any]:
    path = folder / "login-helper"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n")
    path.chmod(0o755)
    return {"apiVersion": API, "command": str(path), **settings}


def _issue(**status: str) -> str:
    return f"print(json.dumps({json.dumps({'apiVersion': API, 'kind': 'ExecCredential', 'status': status})}))"


def test_a_token_with_its_end(tmp_path: Path) -> None:
    plugin = _plugin(tmp_path, _issue(token="t0ken", expirationTimestamp="2030-01-01T00:00:00Z"))
    issued = run_plugin(plugin, {}, seconds=20)
    assert issued.token == "t0ken"
    assert issued.expires is not None
    assert issued.expires.year == 2030
    assert "t0ken" not in repr(issued)


def test_a_client_certificate(tmp_path: Path) -> None:
    plugin = _plugin(tmp_path, _issue(clientCertificateData="PEM", clientKeyData="KEY"))
    issued = run_plugin(plugin, {}, seconds=20)
    assert (issued.certificate, issued.key) == ("PEM", "KEY")


def test_it_is_told_about_the_cluster_and_gets_arguments_and_environment(tmp_path: Path) -> None:
    body = """
info = json.loads(os.environ["KUBERNETES_EXEC_INFO"])
token = "|".join([sys.argv[1], os.environ["REALM"], info["spec"]["cluster"]["server"],
                  info["spec"]["cluster"]["config"]["audience"], str(info["spec"]["interactive"])])
print(json.dumps({"apiVersion": info["apiVersion"], "kind": "ExecCredential", "status": {"token": token}}))"""
    plugin = _plugin(tmp_path, body, args=["get"], env=[{"name": "REALM", "value": "r"}], provideClusterInfo=True)
    cluster = {
        "server": "https://x",
        "extensions": [{"name": "client.authentication.k8s.io/exec", "extension": {"audience": "aud"}}],
    }
    assert run_plugin(plugin, cluster, seconds=20).token == "get|r|https://x|aud|False"


def test_it_cannot_read_this_program_s_input(tmp_path: Path) -> None:
    body = f"""
status = {{"token": f"read {{len(sys.stdin.read())}}"}}
print(json.dumps({{"apiVersion": "{API}", "kind": "ExecCredential", "status": status}}))"""
    plugin = _plugin(tmp_path, body)
    assert run_plugin(plugin, {}, seconds=20).token == "read 0"


def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    body = f"""
import subprocess
child = subprocess.Popen(["sleep", "50"])
open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
time.sleep(50)"""
    with pytest.raises(KprobeError, match="login-helper did not answer within 2 seconds") as caught:
        run_plugin(_plugin(tmp_path, body), {}, seconds=2)
    assert caught.value.exit_code is ExitCode.UNREADABLE
    child = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not _runs(child):
            return
        time.sleep(0.02)
    pytest.fail("the plugin's child outlived it")


def test_one_that_fails_is_quoted_without_secrets(tmp_path: Path) -> None:
    secret = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMyJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl"
    body = (
        f'print("noise", file=sys.stderr); print("login expired for {secret}\\x1b[31m", file=sys.stderr); sys.exit(3)'
    )
    with pytest.raises(KprobeError, match=r"login-helper failed with exit status 3: login expired for \[…\]") as caught:
        run_plugin(_plugin(tmp_path, body), {}, seconds=20)
    assert secret not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_one_that_is_not_installed_gives_its_own_advice(tmp_path: Path) -> None:
    settings = {"apiVersion": API, "command": "no-such-login-helper", "installHint": "brew install it"}
    with pytest.raises(KprobeError, match="cannot be run: No such file") as caught:
        run_plugin(settings, {}, seconds=20)
    assert caught.value.hint == "brew install it"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("print('secret-token')", "did not answer with an ExecCredential"),
        ("pass", "did not answer with an ExecCredential"),
        (f'print(\'{{"apiVersion": "{API}", "kind": "ExecCredential"}}\')', "without a status"),
        (_issue().replace("/v1", "/v1beta1"), "answered in client.authentication.k8s.io/v1beta1 where"),
        (_issue(), "neither a token nor a certificate"),
        (_issue(clientCertificateData="only half"), "neither a token nor a certificate"),
    ],
    ids=["no JSON", "nothing", "no status", "another version", "an empty status", "a certificate without key"],
)
def test_an_answer_that_is_no_credential(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(KprobeError, match=said) as caught:
        run_plugin(_plugin(tmp_path, body), {}, seconds=20)
    assert "secret-token" not in str(caught.value)


def test_one_that_insists_on_a_terminal_is_not_started(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="insists on a terminal"):
        run_plugin(_plugin(tmp_path, _issue(token="t"), interactiveMode="Always"), {}, seconds=20)


@pytest.mark.parametrize(
    "settings", [{"command": "x"}, {"apiVersion": API}, {"apiVersion": API, "command": "x", "args": "y"}], ids=str
)
def test_malformed_settings(settings: dict[str, Any]) -> None:
    with pytest.raises(KprobeError, match="exec section"):
        run_plugin(settings, {}, seconds=20)


def _runs(pid: int) -> bool:
    """Whether `pid` exists and is no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
