from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.kit.command_line import Done, in_terminal, kprobe
from tests.kit.manifests import node, service_without_pods, write
from tests.kit.rendering import bare

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
NODE = node("node1", "198.51.100.1")
WEB = service_without_pods("web", node_port=30200)
NEW = service_without_pods("debug", node_port=30201)


def folder(where: Path, *objects: dict[str, Any], complete: bool = True) -> Path:
    where.mkdir()
    return write(where, NODE, *objects, complete=complete)


def report(where: Path, *objects: dict[str, Any], complete: bool = True) -> Path:
    """What a scan says of these objects."""
    path = where.with_suffix(".json")
    read = folder(where, *objects, complete=complete)
    kprobe("scan", "--from", read, "--no-probe", "-o", f"json={path}")
    return path


def test_two_reports_that_say_the_same_are_0(tmp_path: Path) -> None:
    old = report(tmp_path / "old", WEB)
    done = kprobe("diff", old, old)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Nothing has changed."


def test_a_new_way_in_is_1_and_never_is_0(tmp_path: Path) -> None:
    old, new = report(tmp_path / "old", WEB), report(tmp_path / "new", WEB, NEW)
    done = kprobe("diff", old, new)
    assert (done.code, done.err) == (1, "")
    assert "New ways in\n +  NodePort shop/debug" in done.out
    assert kprobe("diff", new, old).code == 0
    assert kprobe("diff", old, new, "--fail-on", "never").code == 0


def test_what_was_not_read_is_not_gone(tmp_path: Path) -> None:
    old, new = report(tmp_path / "old", WEB), report(tmp_path / "new", complete=False)
    done = kprobe("diff", old, new)
    assert done.code == 0
    assert "No longer known\n ?  NodePort shop/web" in done.out
    assert "Gone" not in done.out
    assert "Nothing is known to be worse." in done.out


def test_several_formats_at_once_and_json_fulfils_its_schema(tmp_path: Path) -> None:
    old, new = report(tmp_path / "old", WEB), report(tmp_path / "new", WEB, NEW)
    done = kprobe(
        "diff", old, new, "-o", "markdown", "-o", f"json={tmp_path / 'd.json'}", "-o", f"table={tmp_path / 't'}"
    )
    assert done.out.startswith("## kprobe diff: Worse than before")
    document = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert [(c["id"], c["change"]) for c in document["exposures"]] == [("node-port/shop/debug/80/TCP", "new")]
    assert "NodePort shop/debug" in (tmp_path / "t").read_text(encoding="utf-8")


def snapshot(where: Path, *objects: dict[str, Any]) -> Path:
    path = where.with_suffix(".json.gz")
    assert kprobe("snapshot", "--from", folder(where, *objects), "-o", path).code == 0
    return path


def test_snapshots_are_compared_by_what_the_configuration_says(tmp_path: Path) -> None:
    done = kprobe("diff", snapshot(tmp_path / "old", WEB), snapshot(tmp_path / "new", WEB, NEW), "-o", "json")
    document = json.loads(done.out)
    assert done.code == 1
    assert [(c["id"], c["change"]) for c in document["exposures"]] == [("node-port/shop/debug/80/TCP", "new")]
    assert document["findings"][0]["id"] == "KP301/Service/shop/debug"
    assert document["new"]["probed"] is False


def test_a_report_may_be_compressed_whatever_it_is_called(tmp_path: Path) -> None:
    old = report(tmp_path / "old", WEB)
    packed = tmp_path / "packed.bin"
    packed.write_bytes(gzip.compress(old.read_bytes()))
    assert kprobe("diff", packed, old).code == 0


def test_a_snapshot_and_a_report_do_not_mix(tmp_path: Path) -> None:
    done = kprobe("diff", snapshot(tmp_path / "old", WEB), report(tmp_path / "new", WEB))
    assert (done.code, done.out) == (2, "")
    assert "is a snapshot and" in done.err
    assert "kprobe scan --from" in done.err


def damaged(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no report"),
        (b"apiVersion: v1\n", "is no report"),
        (b'{"schema": "kprobe/v2"}', "a report of another version (kprobe/v2)"),
        (b'{"schema": "kprobe-snapshot/v9", "snapshot": {}}', "is a snapshot: a snapshot knows no answers"),
        (b"\x1f\x8b\x08damaged", "cannot read"),
    ],
)
def test_what_cannot_be_read_is_3_or_a_mistake_of_usage_in_one_message(tmp_path: Path, data: bytes, said: str) -> None:
    done: Done = kprobe("diff", report(tmp_path / "old", WEB), damaged(tmp_path, "x.json", data))
    assert done.code in {2, 3}
    assert (done.code == 2) is ("snapshot" in said)
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_not_there_is_3(tmp_path: Path) -> None:
    done = kprobe("diff", tmp_path / "none.json", tmp_path / "none.json")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("kprobe: cannot read ")


def test_an_answer_of_why_is_refused(tmp_path: Path) -> None:
    old = report(tmp_path / "old", WEB)
    kprobe("why", "svc/shop/web", "--from", tmp_path / "old", "--no-probe", "-o", f"json={tmp_path / 'why.json'}")
    done = kprobe("diff", old, tmp_path / "why.json")
    assert done.code == 2
    assert "is an answer of `kprobe why`" in done.err


def test_a_wrong_format_is_2_before_anything_is_read(tmp_path: Path) -> None:
    done = kprobe("diff", tmp_path / "a", tmp_path / "b", "-o", "csv")
    assert (done.code, done.out) == (2, "")
    assert "Formats: table, json, markdown" in done.err


def test_a_terminal_gets_colour_and_its_own_width(tmp_path: Path) -> None:
    old, new = report(tmp_path / "old", WEB), report(tmp_path / "new", WEB, NEW)
    done = in_terminal("diff", old, new, columns=80)
    assert done.code == 1
    assert "\x1b[1;31m" in done.out
    rows = [line for line in bare(done.out).splitlines() if "NodePort" in line]
    assert rows
    assert all(len(row) <= 80 for row in rows)
