from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.kit import reports
from tests.kit.command_line import kprobe
from tests.kit.manifests import host_port_pod, node, service_without_pods, write
from tests.kit.rendering import rendered


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A cluster with a dozen ways in, most of them broken."""
    made = [service_without_pods(f"web{n}", node_port=30080 + n) for n in range(9)]
    pods = [host_port_pod(f"edge{n}", port=8080 + n, node_name="node1", address="192.0.2.11") for n in range(3)]
    (tmp_path / "dump").mkdir()
    return write(tmp_path / "dump", node("node1", "192.0.2.11"), *made, *pods)


def test_shards_of_a_scan_are_the_scan(tmp_path: Path, dump: Path) -> None:
    whole = json.loads(kprobe("scan", "--from", dump, "--no-probe", "-o", "json").out)
    files = [tmp_path / f"{n}.json" for n in range(3)]
    for n, file in enumerate(files):
        kprobe("scan", "--from", dump, "--no-probe", "--shard", f"{n}/3", "-o", f"json={file}")
        assert json.loads(file.read_text())["shard"] == {"index": n, "of": 3}
    done = kprobe("merge", *files, "-o", "json", "--fail-on", "never")
    assert done.code == 0, done.err
    joined = json.loads(done.out)
    assert [e["id"] for e in joined["exposures"]] == [e["id"] for e in whole["exposures"]]
    assert [f["id"] for f in joined["findings"]] == [f["id"] for f in whole["findings"]]
    assert "shard" not in joined


def test_a_missing_shard_is_exit_code_4_and_said(tmp_path: Path, dump: Path) -> None:
    file = tmp_path / "0.json"
    kprobe("scan", "--from", dump, "--no-probe", "--shard", "0/3", "-o", f"json={file}")
    done = kprobe("merge", file)
    assert done.code == 4
    assert "shards 1, 2 of 3" in done.out


def test_a_report_is_shown_again_in_another_format(tmp_path: Path) -> None:
    file = tmp_path / "report.json.gz"
    file.write_bytes(gzip.compress(rendered(reports.every_verdict(), "json").encode()))
    done = kprobe("merge", file, "--allow-incomplete")
    assert done.code == 1
    assert "selector app=wbe matches no pod" in done.out
    assert f"kprobe merge {file} -o wide" in done.out


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [(None, 3, "cannot read"), ("{}", 3, "no report of kprobe"), ("no", 3, "no report")],
    ids=["no file", "something else", "no JSON"],
)
def test_what_cannot_be_merged_is_said(tmp_path: Path, content: str | None, code: int, said: str) -> None:
    file = tmp_path / "x.json"
    if content is not None:
        file.write_text(content)
    done = kprobe("merge", file)
    assert (done.code, said in done.err) == (code, True), done.err


@pytest.mark.parametrize("shard", ["4/4", "-1/4", "1", "a/b", "0/0", "1/4/5"])
def test_a_shard_that_is_none_is_refused(shard: str) -> None:
    done = kprobe("scan", "--no-probe", "--shard", shard)
    assert done.code == 2
    assert "0/4, 1/4, 2/4, 3/4" in done.err
