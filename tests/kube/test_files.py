from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kprobe.errors import ExitCode, KprobeError, UsageError
from kprobe.kube.files import FileSource
from kprobe.kube.resources import KINDS
from kprobe.model.snapshot import DataPlane, GapReason, Resource, Snapshot
from kprobe.progress import Silent
from tests.kit.api import api_server_pod, config_map, event, gap_of, names, node, pod, service


def _read(path: Path) -> Snapshot:
    return FileSource(path=path).snapshot(Silent())


def _list(*items: Any, kind: str = "List", api_version: str = "v1") -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"resourceVersion": ""}, "items": list(items)}


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _yaml(*values: Any) -> bytes:
    return yaml.safe_dump_all(values).encode()


EVERYTHING = [pod("a"), service("s"), node("n")]
FORMS = {
    "list.json": _json(_list(*EVERYTHING)),
    "list.yaml": _yaml(_list(*EVERYTHING)),
    "documents.yaml": _yaml(*EVERYTHING),
    "documents-with-empty.yml": b"---\n" + _yaml(None, *EVERYTHING, "a remark"),
    "lists.yaml": _yaml(*(_list(item) for item in EVERYTHING)),
    "list.json.gz": gzip.compress(_json(_list(*EVERYTHING))),
    "no-suffix": _yaml(_list(*EVERYTHING)),
}


@pytest.mark.parametrize(("name", "text"), FORMS.items(), ids=FORMS.keys())
def test_every_form_that_kubectl_writes(tmp_path: Path, name: str, text: bytes) -> None:
    (tmp_path / name).write_bytes(text)
    snapshot = _read(tmp_path / name)
    assert (names(snapshot.pods), names(snapshot.services), names(snapshot.nodes)) == (["a"], ["s"], ["n"])
    assert snapshot.context == str(tmp_path / name)


def test_a_single_object(tmp_path: Path) -> None:
    (tmp_path / "pod.json").write_bytes(_json(pod("a")))
    assert names(_read(tmp_path / "pod.json").pods) == ["a"]


def test_a_list_of_the_api_itself_whose_items_leave_out_their_kind(tmp_path: Path) -> None:
    bare = {key: value for key, value in pod("a").items() if key not in ("kind", "apiVersion")}
    (tmp_path / "raw.json").write_bytes(_json(_list(bare, kind="PodList")))
    (tmp_path / "raw.yaml").write_bytes(_yaml(_list(bare | {"metadata": {"name": "b"}}, kind="PodList")))
    assert names(_read(tmp_path).pods) == ["a", "b"]


def test_a_folder_is_read_with_what_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "pods.yaml").write_bytes(_yaml(pod("a")))
    (tmp_path / "services.json").write_bytes(_json(service("s")))
    (tmp_path / "README.md").write_text("not this")
    (tmp_path / ".hidden.yaml").write_text("nor this: [")
    snapshot = _read(tmp_path)
    assert (names(snapshot.pods), names(snapshot.services)) == (["a"], ["s"])


def test_an_object_that_comes_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_bytes(_yaml(pod("a", nodeName="old")))
    (tmp_path / "2.yaml").write_bytes(_yaml(pod("a", nodeName="new"), pod("a", "other")))
    assert [item.spec.node_name for item in _read(tmp_path).pods] == ["new", ""]


def test_kinds_that_no_file_mentions_are_gaps(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(_yaml(pod("a"), _list(kind="ServiceList")))
    snapshot = _read(tmp_path / "a.yaml")
    assert {gap.resource for gap in snapshot.gaps} == {
        kind.resource for kind in KINDS if kind.resource not in (Resource.PODS, Resource.SERVICES)
    }
    assert {gap.reason for gap in snapshot.gaps} == {GapReason.ABSENT}
    assert snapshot.knows(Resource.SERVICES)
    assert not snapshot.knows(Resource.INGRESSES)


def test_an_empty_mixed_list_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(_yaml(pod("a"), _list()))
    assert not _read(tmp_path / "a.yaml").knows(Resource.SERVICES)


def test_other_kinds_and_other_groups_of_the_same_name_are_ignored(tmp_path: Path) -> None:
    knative = {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "k"}, "spec": []}
    old = {"apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": {"name": "i"}}
    (tmp_path / "a.yaml").write_bytes(_yaml(pod("a"), knative, old, {"kind": "Secret"}, {"no": "kind"}, [1, 2]))
    snapshot = _read(tmp_path / "a.yaml")
    assert (snapshot.services, snapshot.ingresses) == ((), ())
    assert gap_of(snapshot, Resource.INGRESSES).reason is GapReason.ABSENT


def test_facts_come_from_the_files_too(tmp_path: Path) -> None:
    objects = [
        api_server_pod("kube-apiserver", "--service-node-port-range=20000-22767"),
        config_map("kube-proxy", {"config.conf": "mode: ipvs"}),
        event("e", "PortOutOfRange"),
        event("f", "BackOff"),
    ]
    (tmp_path / "a.json").write_bytes(_json(_list(*objects)))
    (tmp_path / "b.yaml").write_bytes(_yaml(*objects))
    for name in ("a.json", "b.yaml"):
        snapshot = _read(tmp_path / name)
        assert str(snapshot.node_port_range) == "20000-22767"
        assert snapshot.service_proxy.mode is DataPlane.IPVS
        assert names(snapshot.events) == ["e"]


NULLS = """
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop, labels: null, annotations: null, creationTimestamp: null, ownerReferences: null}
spec: null
status: {conditions: null, containerStatuses: [{name: c, state: null, ready: null}], hostIP: null}
---
apiVersion: v1
kind: Node
metadata: {name: n, creationTimestamp: 2020-01-01T00:00:00Z}
spec:
status:
"""


def test_nulls_everywhere_decode(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(NULLS)
    (tmp_path / "b.json").write_bytes(_json(_list(*yaml.load_all(NULLS, Loader=yaml.BaseLoader))))
    snapshot = _read(tmp_path / "a.yaml")
    assert names(snapshot.pods) == ["a"]
    assert snapshot.nodes[0].metadata.creation_timestamp == "2020-01-01T00:00:00Z"
    assert GapReason.MALFORMED not in {gap.reason for gap in snapshot.gaps}


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_an_object_that_cannot_be_decoded_is_named_and_the_rest_stays(tmp_path: Path, name: str) -> None:
    items = [pod("a"), pod("broken", containers=[{"ports": [{"hostPort": "eighty"}]}])]
    (tmp_path / name).write_bytes(_json(_list(*items)) if name.endswith("json") else _yaml(*items))
    snapshot = _read(tmp_path / name)
    assert names(snapshot.pods) == ["a"]
    gap = gap_of(snapshot, Resource.PODS)
    assert gap.reason is GapReason.MALFORMED
    assert "shop/broken" in gap.what


def test_the_time_is_that_of_the_newest_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(_yaml(pod("a")))
    age = datetime.now(UTC) - _read(tmp_path / "a.yaml").taken_at
    assert abs(age.total_seconds()) < 600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a: [b\nc: d", r"broken.yaml is neither valid JSON nor valid YAML \(line 2"),
        (b'{"kind": "Pod", ', "neither valid JSON nor valid YAML"),
        (b"\x00\xff\x01", "neither valid JSON nor valid YAML"),
        (b"", "holds no Kubernetes object"),
        (b"just text", "holds no Kubernetes object"),
        (b"kind: Job\napiVersion: batch/v1", "holds no Kubernetes object"),
        (b"\x1f\x8bnot gzip", "is damaged"),
    ],
    ids=["broken YAML", "cut JSON", "binary", "empty", "text", "unknown kinds alone", "broken gzip"],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "broken.yaml").write_bytes(text)
    with pytest.raises(KprobeError, match=said) as caught:
        _read(tmp_path / "broken.yaml")
    assert caught.value.exit_code is ExitCode.UNREADABLE
    assert "broken.yaml" in caught.value.message


def test_a_path_that_does_not_exist_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        _read(tmp_path / "missing.yaml")


def test_a_folder_without_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="holds no file that ends in"):
        _read(tmp_path)


def test_a_snapshot_is_not_mixed_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(_yaml(pod("a")))
    (tmp_path / "b.json").write_bytes(b'{"schema": "kprobe-snapshot/v1", "snapshot": {}}')
    with pytest.raises(KprobeError, match="cannot be mixed"):
        _read(tmp_path)
