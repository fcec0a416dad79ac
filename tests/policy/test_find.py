from __future__ import annotations

import os
from pathlib import Path

import pytest

from kprobe.errors import UsageError
from kprobe.policy.find import find_policy
from kprobe.policy.policy import NO_POLICY, Policy
from tests.kit.policies import CODES


def found(folder: Path, named: Path | None = None) -> Policy:
    return find_policy(named, folder, CODES)


def test_without_a_file_there_is_no_policy(tmp_path: Path) -> None:
    assert found(tmp_path) is NO_POLICY


def test_the_file_in_the_working_directory_holds(tmp_path: Path) -> None:
    (tmp_path / "kprobe.yaml").write_text("fail_on: info")
    assert (found(tmp_path).name, found(tmp_path).fail_on) == ("kprobe.yaml", "info")


def test_a_section_of_pyproject_does_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.kprobe]\nfail_on = 'info'\n")
    assert (found(tmp_path).name, found(tmp_path).fail_on) == ("pyproject.toml", "info")


def test_both_is_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "kprobe.yaml").write_text("fail_on: info")
    (tmp_path / "pyproject.toml").write_text("[tool.kprobe]\n")
    with pytest.raises(UsageError, match=r"both kprobe\.yaml and"):
        found(tmp_path)
    assert found(tmp_path, tmp_path / "kprobe.yaml").fail_on == "info"


def test_a_file_that_is_named_holds_alone(tmp_path: Path) -> None:
    (tmp_path / "kprobe.yaml").write_text("fail_on: info")
    (tmp_path / "other.yaml").write_text("fail_on: never")
    assert found(tmp_path, tmp_path / "other.yaml").fail_on == "never"


def test_an_empty_file_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "kprobe.yaml").write_text("fail_on: info")
    assert found(tmp_path, Path(os.devnull)) is NO_POLICY


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the policy .*none.yaml: No such file"):
        found(tmp_path, tmp_path / "none.yaml")


def test_a_pyproject_that_is_named_must_have_the_section(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(UsageError, match=r"has no \[tool.kprobe\]"):
        found(tmp_path, tmp_path / "pyproject.toml")


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "kprobe.yaml").mkdir()
    assert found(tmp_path) is NO_POLICY
    with pytest.raises(UsageError, match="Is a directory"):
        found(tmp_path, tmp_path / "kprobe.yaml")
