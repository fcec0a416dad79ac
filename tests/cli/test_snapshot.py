from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.command_line import kprobe
from tests.kit.manifests import node, service_without_pods, write


@pytest.mark.parametrize("name", ["cluster.json", "cluster.json.gz"], ids=["plain", "compressed"])
def test_what_is_saved_can_be_scanned(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder, node("node1", "127.0.0.1"), service_without_pods("web", node_port=30200))
    done = kprobe("snapshot", "--from", folder, "-o", tmp_path / name)
    assert (done.code, done.out) == (0, "")
    assert "saved 0 pods, 1 Service, 1 node" in done.err

    def scanned(path: Path) -> list[str]:
        out = kprobe("scan", "--from", path, "--no-probe", "-o", "json").out
        return [exposure["id"] for exposure in json.loads(out)["exposures"]]

    assert scanned(tmp_path / name) == scanned(folder) == ["node-port/shop/web/80/TCP"]


def test_a_gap_is_said_and_is_4_unless_that_is_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder, node("node1", "127.0.0.1"), complete=False)
    done = kprobe("snapshot", "--from", folder, "-o", tmp_path / "s.json")
    assert done.code == 4
    assert "not known: " in done.err
    assert (tmp_path / "s.json").is_file()
    assert kprobe("snapshot", "--from", folder, "-o", tmp_path / "s.json", "--allow-incomplete").code == 0
