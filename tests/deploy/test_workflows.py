"""What runs in GitHub's pipelines: as few rights as possible, nothing that somebody else can exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kit.programs import program, run

HOME = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((HOME / "workflows").glob("*.yml"))
ACTIONS = sorted((HOME / "actions").glob("*/action.yml"))
_USES = re.compile(r"^\s*(?:- )?uses: (\S+)(?: # (\S+))?$", re.MULTILINE)
_PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")


def used(text: str) -> list[tuple[str, str]]:
    """Other people's actions, each with the version that its comment tells."""
    return [(what, version) for what, version in _USES.findall(text) if not what.startswith("./")]


def every_use() -> Iterator[tuple[str, str]]:
    for path in (*WORKFLOWS, *ACTIONS):
        yield from used(path.read_text(encoding="utf-8"))


def commands(document: Any) -> Iterator[str]:
    """Every shell command in a workflow or an action."""
    if isinstance(document, dict):
        yield from (v for k, v in document.items() if k == "run" and isinstance(v, str))
    parts = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    for part in parts:
        yield from commands(part)


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_an_action_that_is_not_pinned_is_seen() -> None:
    ((what, version),) = used("      - uses: actions/checkout@v7\n")
    assert not _PINNED.fullmatch(what)
    assert not version


def test_every_action_is_pinned_by_its_commit_and_says_its_version() -> None:
    assert len(list(every_use())) > 10
    assert [u for u in every_use() if not (_PINNED.fullmatch(u[0]) and re.fullmatch(r"v\d+\.\d+\.\d+", u[1]))] == []


def test_an_action_has_one_version_everywhere() -> None:
    versions: dict[str, set[tuple[str, str]]] = {}
    for what, version in every_use():
        name, _, commit = what.partition("@")
        versions.setdefault(name, set()).add((commit, version))
    assert {name: seen for name, seen in versions.items() if len(seen) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_rights_but_those_that_a_job_names(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert all(job["permissions"] and job["timeout-minutes"] for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: path.parent.name + "/" + path.name)
def test_no_command_has_text_of_strangers_pasted_into_it(path: Path) -> None:
    assert [c for c in commands(read(path)) if "${{" in c] == []


def test_only_what_publishes_may_write() -> None:
    writers = {
        (path.name, name): {what for what, right in job["permissions"].items() if right == "write"}
        for path in WORKFLOWS
        for name, job in read(path)["jobs"].items()
    }
    assert {where: rights for where, rights in writers.items() if rights} == {
        ("release.yml", "image"): {"packages"},
        ("release.yml", "publish-image"): {"packages", "id-token", "attestations"},
        ("release.yml", "publish-package"): {"id-token"},
        ("release.yml", "publish-release"): {"contents", "id-token", "attestations"},
    }


def test_no_secret_is_needed() -> None:
    assert [path.name for path in (*WORKFLOWS, *ACTIONS) if "secrets." in path.read_text(encoding="utf-8")] == []


def test_actionlint_has_nothing_to_complain_about() -> None:
    run(program("actionlint"), "-shellcheck=", "-pyflakes=", *WORKFLOWS)
