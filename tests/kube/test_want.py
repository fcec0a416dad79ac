"""Lists of which only a part is asked for, against a real server that picks it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from kprobe.demo.api_misbehaviour import Forbidden
from kprobe.demo.api_server import ApiServer
from kprobe.kube.live import LiveSource
from kprobe.kube.resources import KINDS
from kprobe.kube.want import EVERYTHING, Want, part_of, wanted
from kprobe.model.snapshot import GapReason, Part, Resource, Snapshot
from kprobe.progress import Silent
from tests.kit.api import Object, gap_of, names, node, pod, service

PODS, NODES = (next(kind for kind in KINDS if kind.resource is r) for r in (Resource.PODS, Resource.NODES))


def labelled(name: str, namespace: str, app: str) -> Object:
    made = pod(name, namespace)
    made["metadata"]["labels"] = {"app": app}
    return made


SCENE = [
    labelled("web", "shop", "web"),
    labelled("db", "shop", "db"),
    labelled("web", "blog", "web"),
    service("web"),
    node("node1"),
    node("node2"),
]


def read(server: ApiServer, folder: Path, *wants: Want) -> Snapshot:
    return LiveSource(kubeconfig=server.kubeconfig(folder / "config")).snapshot(Silent(), wants)


@pytest.mark.parametrize(
    ("want", "found"),
    [
        (Want(resource=Resource.PODS), {"blog/web", "shop/db", "shop/web"}),
        (Want(resource=Resource.PODS, namespace="shop"), {"shop/db", "shop/web"}),
        (Want(resource=Resource.PODS, label_selector="app=web"), {"blog/web", "shop/web"}),
        (Want(resource=Resource.PODS, namespace="shop", field_selector="metadata.name=db"), {"shop/db"}),
        (Want(resource=Resource.PODS, namespace="shop", field_selector="spec.unheardOf=x"), {"shop/db", "shop/web"}),
    ],
    ids=["all", "a namespace", "labels", "a field", "a field that this server does not know"],
)
def test_the_server_picks_out_what_is_wanted(tmp_path: Path, want: Want, found: set[str]) -> None:
    with ApiServer(SCENE) as server:
        snapshot = read(server, tmp_path, want)
        asked = {request.path.rsplit("/", 1)[-1] for request in server.requests}
    assert {f"{p.metadata.namespace}/{p.metadata.name}" for p in snapshot.pods} == found
    assert "services" not in asked
    assert snapshot.gaps == ()


def test_absence_of_what_was_not_wanted_proves_nothing(tmp_path: Path) -> None:
    with ApiServer(SCENE) as server:
        snapshot = read(
            server,
            tmp_path,
            Want(resource=Resource.PODS, namespace="shop"),
            Want(resource=Resource.SERVICES, label_selector="app=web"),
            Want(resource=Resource.NODES, namespace="shop"),
        )
    assert snapshot.knows(Resource.PODS, "shop")
    assert not snapshot.knows(Resource.PODS, "blog")
    assert not snapshot.knows(Resource.SERVICES, "shop")
    assert not snapshot.knows(Resource.INGRESSES)
    assert snapshot.knows(Resource.NODES)  # nodes are in no namespace
    assert names(snapshot.nodes) == ["node1", "node2"]


def test_of_several_wants_everything_comes(tmp_path: Path) -> None:
    with ApiServer(SCENE) as server:
        snapshot = read(
            server,
            tmp_path,
            Want(resource=Resource.PODS, namespace="blog"),
            Want(resource=Resource.PODS, namespace="shop", label_selector="app=db"),
        )
    assert names(snapshot.pods) == ["web", "db"]
    assert snapshot.parts[0] == Part(resource=Resource.PODS, whole_in=("blog",))


def test_reading_in_steps_logs_in_and_looks_for_evidence_once(tmp_path: Path) -> None:
    source_wants = [Want(resource=Resource.SERVICES), Want(resource=Resource.PODS, label_selector="app=web")]
    with ApiServer(SCENE, flags={"service-node-port-range": "20000-22767"}) as server:
        source = LiveSource(kubeconfig=server.kubeconfig(tmp_path / "config"))
        with source.open(Silent()) as reader:
            taken = [reader.snapshot(Silent(), (want,)) for want in source_wants]
        paths = [request.path for request in server.requests]
    assert [str(snapshot.node_port_range) for snapshot in taken] == ["20000-22767"] * 2
    assert paths.count("/flagz") == paths.count("/version") == 1


def test_a_namespace_that_may_not_be_listed_is_a_gap_though_only_it_was_wanted(tmp_path: Path) -> None:
    with ApiServer(SCENE, misbehaviours=[Forbidden(resource="pods", namespace="shop")]) as server:
        snapshot = read(
            server,
            tmp_path,
            Want(resource=Resource.PODS, namespace="shop"),
            Want(resource=Resource.PODS, namespace="blog"),
        )
    assert names(snapshot.pods) == ["web"]
    assert gap_of(snapshot, Resource.PODS).reason is GapReason.FORBIDDEN


def test_one_want_for_all_makes_the_others_needless() -> None:
    whole, part = Want(resource=Resource.PODS), Want(resource=Resource.PODS, namespace="shop")
    assert wanted(PODS, (part, whole, part)) == (whole,)
    assert wanted(PODS, (part, part)) == (part,)
    assert wanted(NODES, (part, whole)) == ()


def test_of_everything_no_part_is_left_out() -> None:
    assert [part_of(kind, EVERYTHING) for kind in KINDS] == [None] * len(KINDS)
    assert part_of(NODES, (Want(resource=Resource.NODES, namespace="x"),)) is None
    assert part_of(NODES, ()) == Part(resource=Resource.NODES)
