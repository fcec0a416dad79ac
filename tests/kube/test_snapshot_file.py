from __future__ import annotations

import gzip
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.errors import ExitCode, KprobeError
from kprobe.kube.files import FileSource
from kprobe.kube.snapshot_file import SCHEMA, is_snapshot, load, save
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.event import Event
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service, ServicePort, ServiceSpec
from kprobe.model.snapshot import (
    DataPlane,
    Gap,
    GapReason,
    NodePortRange,
    Resource,
    ServiceProxy,
    Snapshot,
)
from kprobe.progress import Silent

TAKEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
EXAMPLE = Snapshot(
    taken_at=TAKEN,
    context="lab",
    pods=(Pod(metadata=ObjectMeta(name="a", namespace="shop", labels={"app": "a"})),),
    services=(Service(spec=ServiceSpec(ports=(ServicePort(target_port="http"), ServicePort(target_port=80)))),),
    service_proxy=ServiceProxy(mode=DataPlane.IPVS, node_port_addresses=("10.0.0.0/8",), source="a test"),
    node_port_range=NodePortRange(first=1, last=2, source="a test", proven=True),
    gaps=(Gap(what="x", reason=GapReason.FORBIDDEN, effect="y", resource=Resource.NODES, read_in=("shop",)),),
)


def _read(path: Path) -> Snapshot:
    return FileSource(path=path).snapshot(Silent())


@pytest.mark.parametrize("name", ["cluster.json", "cluster.json.gz", "cluster"])
def test_what_was_saved_is_read_again(tmp_path: Path, name: str) -> None:
    save(EXAMPLE, tmp_path / name)
    assert _read(tmp_path / name) == EXAMPLE


def test_a_name_in_gz_is_compressed_and_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    save(EXAMPLE, tmp_path / "a.json.gz")
    save(EXAMPLE, tmp_path / "b.json.gz")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    assert json.loads(gzip.decompress((tmp_path / "a.json.gz").read_bytes()))["schema"] == SCHEMA


def test_only_its_owner_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    save(EXAMPLE, tmp_path / "a.json")
    save(EXAMPLE, tmp_path / "a.json")
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("path", ["missing/a.json", "folder"], ids=["no such folder", "a folder itself"])
def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(KprobeError, match="cannot write the snapshot"):
        save(EXAMPLE, tmp_path / path)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"schema": "kprobe-snapshot/v9", "snapshot": {}}', "another version"),
        (b'{"schema": "kprobe-snapshot/v1"}', "damaged"),
        (b'{"schema": "kprobe-snapshot/v1", "snapshot": {"taken_at": 5', "damaged"),
        (b'{"schema": "kprobe-snapshot/v1", "snapshot": {"taken_at": "2026-11-01T00:00:00Z", "pods": 5}}', "damaged"),
    ],
    ids=["newer", "empty", "cut", "wrong type"],
)
def test_a_file_that_cannot_be_understood_is_named(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "old.json").write_bytes(text)
    with pytest.raises(KprobeError, match=f"old.json is a .*{said}") as caught:
        _read(tmp_path / "old.json")
    assert caught.value.exit_code is ExitCode.UNREADABLE
    assert caught.value.hint


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    save(EXAMPLE, tmp_path / "a.json.gz")
    whole = (tmp_path / "a.json.gz").read_bytes()
    (tmp_path / "a.json.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(KprobeError, match=r"a\.json\.gz is damaged"):
        _read(tmp_path / "a.json.gz")


def _structs(of: type[Any]) -> st.SearchStrategy[Any]:
    """Any value of a Struct, as far as JSON can hold it."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)

    def build(kind: Any) -> st.SearchStrategy[Any]:
        match kind:
            case msgspec.inspect.StrType():
                return text
            case msgspec.inspect.IntType():
                return st.integers(min_value=-(2**31), max_value=2**31)
            case msgspec.inspect.BoolType():
                return st.booleans()
            case msgspec.inspect.NoneType():
                return st.none()
            case msgspec.inspect.VarTupleType(item_type=item):
                return st.lists(build(item), max_size=2).map(tuple)
            case msgspec.inspect.DictType():
                return st.dictionaries(text, text, max_size=2)
            case msgspec.inspect.UnionType(types=types):
                return st.one_of([build(one) for one in types])
            case msgspec.inspect.StructType(cls=cls, fields=fields):
                return st.fixed_dictionaries({}, optional={f.name: build(f.type) for f in fields}).map(
                    lambda values: cls(**values)
                )
        raise AssertionError(kind)

    return build(msgspec.inspect.type_info(of))


def _many(of: type[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(_structs(of), max_size=2).map(tuple)


SNAPSHOTS = st.builds(
    Snapshot,
    taken_at=st.datetimes(timezones=st.just(UTC)),
    pods=_many(Pod),
    services=_many(Service),
    endpoint_slices=_many(EndpointSlice),
    nodes=_many(Node),
    ingresses=_many(Ingress),
    ingress_classes=_many(IngressClass),
    events=_many(Event),
)


@given(snapshot=SNAPSHOTS)
def test_any_snapshot_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, snapshot: Snapshot) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    save(snapshot, path)
    assert is_snapshot(path.read_bytes())
    assert load(path.read_bytes(), "any.json") == snapshot
