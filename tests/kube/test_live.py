"""A whole reading of a real server."""

from __future__ import annotations

import gc
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from kprobe.demo.api_misbehaviour import Forbidden, HangUp, NotServed, Unauthorized
from kprobe.demo.api_server import ApiServer
from kprobe.errors import ExitCode, KprobeError
from kprobe.kube.live import LiveSource
from kprobe.kube.resources import KINDS
from kprobe.model.snapshot import DataPlane, Gap, GapReason, Resource
from kprobe.progress import Silent
from tests.kit.api import api_server_pod, config_map, names, node, pod, read, service


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _tls(authority: trustme.CA, *identities: str, **options: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*identities or ("127.0.0.1",), **options).configure_cert(context)
    return context


def test_everything_is_read_with_get_alone_and_never_a_secret(tmp_path: Path) -> None:
    with ApiServer([pod("a"), service("s"), node("n")], flags={}) as server:
        snapshot = read(server, tmp_path)
        requests = server.requests
    assert {request.method for request in requests} == {"GET"}
    assert not any("secret" in request.path for request in requests)
    assert {kind.path() for kind in KINDS} <= {request.path for request in requests}
    assert snapshot.gaps == ()
    assert (snapshot.version, snapshot.context, snapshot.server) == ("v1.37.2", "demo", server.url)
    assert datetime.now(UTC) - snapshot.taken_at < timedelta(minutes=5)


def test_facts_about_the_cluster_are_in_the_snapshot(tmp_path: Path) -> None:
    objects = [
        api_server_pod("kube-apiserver", "--service-node-port-range=20000-22767"),
        config_map("kube-proxy", {"config.conf": "kind: KubeProxyConfiguration\nmode: nftables\n"}),
    ]
    with ApiServer(objects) as server:
        snapshot = read(server, tmp_path)
    assert str(snapshot.node_port_range) == "20000-22767"
    assert snapshot.node_port_range.proven
    assert snapshot.service_proxy.mode is DataPlane.NFTABLES


def test_facts_that_may_not_be_read_are_gaps(tmp_path: Path) -> None:
    with ApiServer([pod("a")], misbehaviours=[Forbidden(resource="configmaps", namespace="*")]) as server:
        gaps = read(server, tmp_path).gaps
    assert {gap.resource for gap in gaps} == {Resource.SERVICE_PROXY, Resource.NODE_PORT_RANGE}
    assert all(gap.reason is GapReason.FORBIDDEN for gap in gaps)


def test_facts_that_do_not_exist_are_no_gaps(tmp_path: Path) -> None:
    with ApiServer([pod("a")]) as server:
        snapshot = read(server, tmp_path)
    assert snapshot.gaps == ()
    assert snapshot.service_proxy.source == "not known"
    assert not snapshot.node_port_range.proven


def test_where_nothing_may_be_listed_there_is_no_report(tmp_path: Path) -> None:
    ways = [Forbidden(resource=kind.resource.value, namespace="*") for kind in KINDS]
    with ApiServer(misbehaviours=ways) as server, pytest.raises(KprobeError, match="may not list anything") as caught:
        read(server, tmp_path)
    assert caught.value.exit_code is ExitCode.UNREADABLE
    assert "the rights that are needed" in caught.value.hint


def test_something_that_is_no_api_server_gives_no_report(tmp_path: Path) -> None:
    ways = [NotServed(resource=kind.resource.value) for kind in KINDS]
    with ApiServer(misbehaviours=ways) as server, pytest.raises(KprobeError, match="nothing could be read") as caught:
        read(server, tmp_path)
    assert caught.value.exit_code is ExitCode.UNREADABLE


def test_an_unreachable_server_is_said_in_one_message(tmp_path: Path) -> None:
    with ApiServer() as server:
        path = server.kubeconfig(tmp_path / "config")
    with pytest.raises(KprobeError, match=r"cannot reach the API server http://127.*connection refused") as caught:
        LiveSource(kubeconfig=path).snapshot(Silent())
    assert caught.value.exit_code is ExitCode.UNREADABLE
    assert caught.value.hint


def test_a_server_that_closes_every_connection_is_unreachable(tmp_path: Path) -> None:
    with ApiServer(misbehaviours=[HangUp(times=99)]) as server, pytest.raises(KprobeError, match="broke off"):
        read(server, tmp_path)


def test_a_server_s_name_that_does_not_resolve(tmp_path: Path) -> None:
    path = tmp_path / "config"
    with ApiServer() as server:
        text = server.kubeconfig(path).read_text().replace("127.0.0.1", "kube.invalid")
    path.write_text(text)
    with pytest.raises(KprobeError, match=r"cannot reach .*kube\.invalid"):
        LiveSource(kubeconfig=path, request_timeout=2).snapshot(Silent())


def test_refused_credentials_end_the_run(tmp_path: Path) -> None:
    with (
        ApiServer(misbehaviours=[Unauthorized()]) as server,
        pytest.raises(KprobeError, match="refuses the credentials of context 'demo'") as caught,
    ):
        read(server, tmp_path, user={"token": "s3cret-token"})
    assert "s3cret-token" not in str(caught.value) + caught.value.hint
    assert caught.value.exit_code is ExitCode.UNREADABLE


def test_a_trusted_certificate_is_enough(tmp_path: Path, authority: trustme.CA) -> None:
    with ApiServer([pod("a")], tls=_tls(authority)) as server:
        snapshot = read(server, tmp_path, authority=authority.cert_pem.bytes())
    assert names(snapshot.pods) == ["a"]


LONG_AGO: dict[str, Any] = {
    "not_before": datetime(2019, 1, 1, tzinfo=UTC),
    "not_after": datetime(2020, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("identity", "options", "said"),
    [("127.0.0.9", {}, "another address"), ("127.0.0.1", LONG_AGO, "its certificate has expired")],
    ids=["for another address", "expired"],
)
def test_a_wrong_certificate_is_refused_with_the_reason(
    tmp_path: Path, authority: trustme.CA, identity: str, options: dict[str, Any], said: str
) -> None:
    with (
        ApiServer(tls=_tls(authority, identity, **options)) as server,
        pytest.raises(KprobeError, match=said) as caught,
    ):
        read(server, tmp_path, authority=authority.cert_pem.bytes())
    assert caught.value.hint


def test_a_certificate_signed_by_a_stranger_is_refused(tmp_path: Path, authority: trustme.CA) -> None:
    with ApiServer(tls=_tls(authority)) as server, pytest.raises(KprobeError, match="not signed by an authority"):
        read(server, tmp_path, authority=trustme.CA().cert_pem.bytes())


def test_an_expired_client_certificate_is_named(tmp_path: Path, authority: trustme.CA) -> None:
    context = _tls(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # TLS 1.3 refuses after the handshake: a race with the request
    authority.configure_trust(context)
    expired = authority.issue_cert("person@example.org", **LONG_AGO)
    (tmp_path / "client.pem").write_bytes(expired.cert_chain_pems[0].bytes())
    (tmp_path / "client.key").write_bytes(expired.private_key_pem.bytes())
    with ApiServer(tls=context) as server, pytest.raises(KprobeError, match="client certificate has expired"):
        read(
            server,
            tmp_path,
            authority=authority.cert_pem.bytes(),
            user={"client-certificate": "client.pem", "client-key": "client.key"},
        )


def test_a_plain_server_behind_an_https_url(tmp_path: Path) -> None:
    path = tmp_path / "config"
    with ApiServer() as server:
        path.write_text(server.kubeconfig(path).read_text().replace("http:", "https:"))
        with pytest.raises(KprobeError, match="does not speak TLS"):
            LiveSource(kubeconfig=path).snapshot(Silent())


def test_the_token_is_read_anew_for_every_page(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("token-0")
    seen: list[int] = []

    class Rotating:
        def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:  # noqa: ARG002
            if phase == "reading pods":
                seen.append(done)
                (tmp_path / "new").write_text(f"token-{len(seen)}\n")
                (tmp_path / "new").replace(token)

    with ApiServer([pod(f"p{number}") for number in range(9)], page_size=3) as server:
        path = server.kubeconfig(tmp_path / "config", user={"tokenFile": "token"})
        LiveSource(kubeconfig=path).snapshot(Rotating())
        used = [request.headers["authorization"] for request in server.requests if request.path == "/api/v1/pods"]
    assert used == ["Bearer token-0", "Bearer token-1", "Bearer token-2"]
    assert seen == [3, 6, 9]


def test_progress_says_how_many_there_will_be(tmp_path: Path) -> None:
    heard: list[tuple[int, int | None]] = []

    class Listening:
        def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:  # noqa: ARG002
            if phase == "reading pods":
                heard.append((done, total))

    with ApiServer([pod(f"p{number}") for number in range(5)], page_size=3) as server:
        LiveSource(kubeconfig=server.kubeconfig(tmp_path / "config")).snapshot(Listening())
    assert heard == [(3, 5), (5, None)]


def test_the_garbage_collector_runs_again_afterwards(tmp_path: Path) -> None:
    with ApiServer([pod("a")]) as server:
        read(server, tmp_path)
    assert gc.isenabled()


def test_a_gap_is_about_one_resource(tmp_path: Path) -> None:
    with ApiServer([pod("a")], misbehaviours=[NotServed(resource="ingresses")]) as server:
        (gap,) = read(server, tmp_path).gaps
    assert isinstance(gap, Gap)
    assert gap.resource is Resource.INGRESSES
