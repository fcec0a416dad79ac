"""Big answers: compressed or not, in pages of which size, in memory that is used again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kprobe.demo.api_misbehaviour import TruncatedBody
from kprobe.demo.api_server import ApiServer
from kprobe.kube.access import open_access
from kprobe.kube.buffer import Buffer
from kprobe.kube.link import Compress, Link
from kprobe.kube.listing import Lister
from kprobe.kube.live import LiveSource
from kprobe.kube.page_size import TRIAL, USUAL, PageSize
from kprobe.kube.resources import KINDS
from kprobe.kube.session import Session
from kprobe.kube.want import Want
from kprobe.model.snapshot import Resource
from kprobe.progress import Silent
from tests.kit.api import names, pods

PODS = next(kind for kind in KINDS if kind.resource is Resource.PODS)
MANY = pods(1200)
for one in MANY:
    one["metadata"]["annotations"] = {"note": "x" * 800}


def session_of(server: ApiServer, folder: Path, *, packed: bool | None) -> Session:
    access = open_access(kubeconfig=server.kubeconfig(folder / "config"), context=None, plugin_seconds=5)
    return Session(access=access, timeout=5, link=Link(packed=packed))


def lists(server: ApiServer) -> list[tuple[str, str]]:
    asked = [r for r in server.requests if r.path == "/api/v1/pods" and "labelSelector" not in r.query]
    return [(r.query["limit"], r.headers["Accept-Encoding"]) for r in asked]


def read_pods(server: ApiServer, folder: Path, *, packed: bool | None) -> list[str]:
    session = session_of(server, folder, packed=packed)
    read = Lister(session=session, namespaces=(), progress=Silent()).read(PODS, (Want(resource=Resource.PODS),))
    session.access.close()
    return names(read.items)


@pytest.mark.parametrize("packed", [True, False])
def test_a_list_is_whole_whether_it_comes_compressed_or_not(tmp_path: Path, *, packed: bool) -> None:
    with ApiServer(MANY, page_size=USUAL) as server:
        assert len(read_pods(server, tmp_path, packed=packed)) == 1200
        assert {encoding for _, encoding in lists(server)} == {"gzip" if packed else "identity"}


def test_the_first_page_over_an_unknown_line_is_small_and_uncompressed(tmp_path: Path) -> None:
    with ApiServer(MANY, page_size=USUAL) as server:
        assert read_pods(server, tmp_path, packed=None) == [f"web-{number:05}" for number in range(1200)]
        first, *others = lists(server)
    assert first == (str(TRIAL), "identity")
    assert others
    assert all(int(limit) >= USUAL for limit, _ in others)


@pytest.mark.parametrize(
    ("compress", "encoding"), [(Compress.ALWAYS, "gzip"), (Compress.NEVER, "identity"), (Compress.AUTO, "identity")]
)
def test_the_person_may_decide(tmp_path: Path, compress: Compress, encoding: str) -> None:
    with ApiServer(MANY) as server:
        source = LiveSource(kubeconfig=server.kubeconfig(tmp_path / "config"), compress=compress)
        assert len(source.snapshot(Silent()).pods) == 1200
        assert {e for _, e in lists(server)} == {encoding}  # a server on loopback is near
        assert {r.headers["Accept-Encoding"] for r in server.requests if r.path == "/version"} == {"identity"}


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_that_is_cut_is_asked_for_again(tmp_path: Path, *, packed: bool) -> None:
    with ApiServer(MANY, misbehaviours=[TruncatedBody(times=1, resource="pods")], page_size=USUAL) as server:
        assert len(read_pods(server, tmp_path, packed=packed)) == 1200


@pytest.mark.parametrize(
    ("size", "seconds", "packed"),
    [(10 << 20, 2.0, True), (10 << 20, 0.01, False), (1000, 5.0, None), (1 << 20, 0.0, False)],
    ids=["a slow line", "a fast line", "too little to tell", "in no time"],
)
def test_a_line_is_known_by_the_rate_of_its_first_big_answer(size: int, seconds: float, packed: bool | None) -> None:  # noqa: FBT001
    link = Link(packed=None)
    link.learn(size, seconds)
    assert link.packed is packed
    link.learn(100 << 20, 0.1)
    assert link.packed is (False if packed is None else packed)


def pages(*given: dict[str, Any]) -> list[int]:
    size = PageSize()
    asked = []
    for page in given:
        asked.append(size.limit)
        size.learn(**{"count": size.limit, "size": 1 << 20, **page})
    return asked


FAR = {"waited": 0.1, "seconds": 0.12}


def test_pages_grow_where_waiting_dominates_and_that_pays() -> None:
    assert pages(FAR, FAR, FAR, FAR) == [500, 1000, 2000, 2000]


def test_pages_stay_where_the_server_is_near() -> None:
    assert pages({"waited": 0.001, "seconds": 0.02}, FAR, FAR) == [500, 500, 500]


def test_pages_shrink_again_where_the_server_only_waits_longer_for_a_bigger_one() -> None:
    assert pages(FAR, {"waited": 0.2, "seconds": 0.24}, FAR) == [500, 1000, 500]


def test_pages_of_big_objects_stay() -> None:
    assert pages(FAR | {"size": 20 << 20}, FAR) == [500, 500]


def test_the_last_page_teaches_nothing() -> None:
    size = PageSize()
    size.learn(count=3, size=1000, waited=1.0, seconds=1.0)
    assert size.limit == USUAL


def test_a_buffer_is_used_again_and_grows_without_spoiling_what_it_gave(tmp_path: Path) -> None:
    with ApiServer(MANY) as server:
        session = session_of(server, tmp_path, packed=False)
        buffer = Buffer()
        small = session.page("/api/v1/pods", {"limit": "2"}, buffer)
        before = bytes(small.body)
        whole = session.page("/api/v1/pods", {}, buffer)
        assert len(whole.body) == whole.sent > len(before)
        assert bytes(small.body)[: len(before)] == before or len(whole.body) <= 1 << 20
        assert bytes(session.page("/api/v1/pods", {"limit": "2"}, buffer).body) == before
        session.access.close()
