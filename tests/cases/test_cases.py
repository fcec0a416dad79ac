"""Whole clusters: `cluster.yaml` as kubectl writes it goes in, `report.json` has to come out.

`pytest tests/cases --update` accepts what comes out now; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from kprobe.app import ScanOptions, scan
from kprobe.kube.source import open_source
from kprobe.model.probe_options import ProbeOptions
from kprobe.progress import Silent
from tests.kit.rendering import rendered

FOLDERS = sorted(p.parent for p in Path(__file__).parent.glob("*/cluster.yaml"))
TAKEN_AT = 1_793_534_400  # 2026-11-01T12:00:00Z: how long something has waited must not depend on the checkout


def reported(folder: Path, work: Path) -> dict[str, Any]:
    """The report as JSON, without what differs from run to run."""
    copy = work / "cluster.yaml"
    shutil.copy(folder / "cluster.yaml", copy)
    os.utime(copy, (TAKEN_AT, TAKEN_AT))
    source = open_source(kubeconfig=None, context=None, namespaces=(), path=copy)
    report = scan(source, ScanOptions(probe=ProbeOptions(enabled=False)), Silent())
    decoded: dict[str, Any] = json.loads(rendered(report, "json"))
    for volatile in ("kprobe", "generated", "seconds", "vantage"):
        del decoded[volatile]
    del decoded["cluster"]["context"]
    return decoded


@pytest.mark.parametrize("folder", [pytest.param(f, id=f.name) for f in FOLDERS])
def test_a_cluster_gives_its_report(folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    expected = folder / "report.json"
    seen = json.dumps(reported(folder, tmp_path), indent=2, ensure_ascii=False) + "\n"
    if request.config.getoption("--update"):
        expected.write_text(seen, encoding="utf-8")
    assert expected.is_file(), "no report was accepted yet: run with --update"
    assert seen == expected.read_text(encoding="utf-8")


def test_there_are_cases() -> None:
    assert len(FOLDERS) >= 10


def test_a_healthy_cluster_has_neither_errors_nor_warnings(tmp_path: Path) -> None:
    seen = reported(Path(__file__).parent / "healthy", tmp_path)
    assert [f["code"] for f in seen["findings"] if f["severity"] != "info"] == []
    assert [link for e in seen["exposures"] for link in e["route"] if link["state"] == "broken"] == []
    assert seen["gaps"] == []
