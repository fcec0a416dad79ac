from __future__ import annotations

import json
import ssl
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme

from kprobe.demo.api_misbehaviour import Unauthorized
from kprobe.demo.api_server import ApiServer
from kprobe.errors import KprobeError
from kprobe.kube.access import open_access
from kprobe.kube.link import Link
from kprobe.kube.session import Session
from tests.kit.api import pod, read

API = "client.authentication.k8s.io/v1"


def _counting_plugin(folder: Path, **status: str) -> dict[str, Any]:
    """A plugin that issues token-1, then token-2, and so on."""
    script = folder / "login-helper"
    count = folder / "count"
    script.write_text(
        f"#!{sys.executable}\nimport json, pathlib\ncount = pathlib.Path({str(count)!r})\n"
        "number = len(count.read_text()) + 1 if count.exists() else 1\ncount.write_text('x' * number)\n"
        f"status = {{**{status!r}, 'token': f'token-{{number}}'}}\n"
        f"print(json.dumps({{'apiVersion': '{API}', 'kind': 'ExecCredential', 'status': status}}))\n"
    )
    script.chmod(0o755)
    return {"exec": {"apiVersion": API, "command": str(script)}}


def _tokens(server: ApiServer) -> list[str]:
    return [request.headers.get("authorization", "") for request in server.requests]


def test_a_plugin_s_token_is_used_and_the_plugin_runs_once(tmp_path: Path) -> None:
    with ApiServer([pod("a")]) as server:
        read(server, tmp_path, user=_counting_plugin(tmp_path))
        assert set(_tokens(server)) == {"Bearer token-1"}


def test_a_refused_token_is_renewed_once(tmp_path: Path) -> None:
    with ApiServer([pod("a")], misbehaviours=[Unauthorized(times=1)]) as server:
        read(server, tmp_path, user=_counting_plugin(tmp_path))
        assert _tokens(server)[:2] == ["Bearer token-1", "Bearer token-2"]
        assert set(_tokens(server)[1:]) == {"Bearer token-2"}


def test_an_expired_token_is_renewed_before_it_is_used(tmp_path: Path) -> None:
    with ApiServer([pod("a")]) as server:
        read(server, tmp_path, user=_counting_plugin(tmp_path, expirationTimestamp="2020-01-01T00:00:00Z"))
        assert set(_tokens(server)) == {"Bearer token-2"}


def test_a_failing_plugin_ends_the_run_before_anything_is_asked(tmp_path: Path) -> None:
    plugin = {"exec": {"apiVersion": API, "command": "false"}}
    with ApiServer() as server:
        with pytest.raises(KprobeError, match="false failed with exit status 1"):
            read(server, tmp_path, user=plugin)
        assert server.requests == ()


@pytest.mark.parametrize(
    ("user", "header"),
    [
        ({"token": "abc"}, "Bearer abc"),
        ({"username": "me", "password": "pw"}, "Basic bWU6cHc="),
        ({}, ""),
    ],
    ids=["token", "user and password", "nobody"],
)
def test_credentials_of_a_kubeconfig(tmp_path: Path, user: dict[str, str], header: str) -> None:
    with ApiServer([pod("a")]) as server:
        read(server, tmp_path, user=user)
        assert set(_tokens(server)) == {header}


@pytest.mark.parametrize(
    "user", [{"token": "abc\u2026"}, {"token": "s3cr3t", "as": "jane\u2019s"}, {"token": "a\nX: b"}]
)
def test_credentials_that_do_not_fit_into_a_header_are_said_and_not_shown(tmp_path: Path, user: dict[str, str]) -> None:
    with ApiServer([pod("a")]) as server:
        with pytest.raises(KprobeError, match="cannot be sent") as told:
            read(server, tmp_path, user=user)
        assert server.requests == ()
    assert not any(secret in told.value.message for secret in user.values())


def test_impersonation_is_passed_on(tmp_path: Path) -> None:
    with ApiServer([pod("a")]) as server:
        read(server, tmp_path, user={"token": "t", "as": "jane", "as-groups": ["viewers"]})
        headers = server.requests[0].headers
    assert (headers["Impersonate-User"], headers["Impersonate-Group"]) == ("jane", "viewers")


def test_impersonation_that_cannot_be_passed_on_is_refused(tmp_path: Path) -> None:
    with ApiServer() as server, pytest.raises(KprobeError, match="impersonation"):
        read(server, tmp_path, user={"as": "jane", "as-groups": ["a", "b"]})


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ({"auth-provider": {"name": "azure"}}, "auth-provider 'azure' is not supported"),
        ({"auth-provider": {"name": "gcp"}}, "cannot be used"),
        ({"tokenFile": "missing"}, "tokenFile .* cannot be read: No such file"),
        ({"client-certificate": "missing.crt", "client-key": "missing.key"}, "File does not exist"),
        ({"client-certificate-data": "abc", "client-key-data": "abc"}, "cannot be used"),
    ],
    ids=["removed provider", "provider without its library", "token file", "certificate file", "no base64"],
)
def test_credentials_that_cannot_be_used(tmp_path: Path, user: dict[str, Any], said: str) -> None:
    path = tmp_path / "config"
    with ApiServer() as server:
        path.write_text(server.kubeconfig(path, user=user).read_text().replace("http:", "https:"))
        with pytest.raises(KprobeError, match=said):
            open_access(kubeconfig=path, context=None, plugin_seconds=5)


@pytest.mark.parametrize("server", ["ftp://x", "https://", "https://x:99999999"])
def test_a_server_that_is_no_url(tmp_path: Path, server: str) -> None:
    path = tmp_path / "config"
    path.write_text(
        json.dumps(
            {
                "current-context": "a",
                "contexts": [{"name": "a", "context": {"cluster": "a"}}],
                "clusters": [{"name": "a", "cluster": {"server": server}}],
            }
        )
    )
    with pytest.raises(KprobeError, match="no http or https URL"):
        open_access(kubeconfig=path, context=None, plugin_seconds=5)


def test_a_password_in_the_server_s_url_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "config"
    with ApiServer() as server:
        path.write_text(server.kubeconfig(path).read_text().replace("127.0.0.1", "me:hunter2@127.0.0.1"))
    access = open_access(kubeconfig=path, context=None, plugin_seconds=5)
    assert "hunter2" not in access.server
    access.close()


def test_proxies_of_the_environment_are_not_for_loopback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with ApiServer([pod("a")]) as server:
        assert len(read(server, tmp_path).pods) == 1


def test_a_pod_uses_its_service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    (tmp_path / "token").write_text("of-the-pod")
    (tmp_path / "ca.crt").write_bytes(authority.cert_pem.bytes())
    (tmp_path / "namespace").write_text("shop")
    with ApiServer(tls=tls) as server:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.delenv("KUBECONFIG", raising=False)
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
        monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(server.port))
        access = open_access(kubeconfig=None, context=None, plugin_seconds=5, service_account=tmp_path)
        assert (access.context, access.namespace) == ("", "shop")
        assert Session(access=access, timeout=5, link=Link(packed=access.packed)).get("/version").ok
        assert _tokens(server) == ["bearer of-the-pod"]
        access.close()


def test_outside_of_everything_the_next_step_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(KprobeError, match="no kubeconfig") as caught:
        open_access(kubeconfig=None, context=None, plugin_seconds=5)
    assert "kprobe demo" in caught.value.hint
