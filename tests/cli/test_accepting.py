"""Writing a baseline."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from kprobe.cli.policy import write_baseline
from kprobe.policy.baseline_file import read_baseline
from tests.kit.policies import broken


def test_it_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text("old")
    path.chmod(0o640)
    assert write_baseline(broken(), path)
    assert "KP301/Service/shop/web" in read_baseline(path).findings
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["b.json"]


def test_a_run_that_ended_early_leaves_the_older_one_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "b.json"
    path.write_text("old")
    assert not write_baseline(replace(broken(), interrupted="Ctrl-C"), path)
    assert path.read_text() == "old"
    assert "is not written" in capsys.readouterr().err
