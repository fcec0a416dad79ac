from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from docs.deploy import image_steps
from docs.deploy.image_steps import allowed, build, publish, steps

DOCKERFILE = (image_steps.HERE / "Dockerfile").read_text(encoding="utf-8")
_, FIRST, SECOND = steps(DOCKERFILE)


def pinned(file: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[\S*\])?==(\S+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def test_whatever_is_copied_exists_and_is_let_into_the_build() -> None:
    names = [name for word, rest in FIRST if word == "COPY" for name in rest.split()[:-1]]
    assert "LICENSE" in names
    assert [n for n in names if not (image_steps.SOURCE / n).exists() or not allowed(n.rstrip("/"))] == []


@pytest.mark.parametrize("name", [".git", ".venv", "tests", "docs", "kprobe.pyc", "requirements.lock"])
def test_nothing_else_is_let_into_the_build(name: str) -> None:
    assert not allowed(name)


def test_steps_run_in_an_empty_folder_and_only_what_is_published_reaches_the_image(tmp_path: Path) -> None:
    _, first, second = steps(
        "# a comment\nFROM x AS build\nENV A=1 B=2\nWORKDIR /src\nCOPY LICENSE ./\nCOPY docs/deploy/locks/ locks/\n"
        "RUN mkdir -p /opt/it && \\\n    cp LICENSE /opt/it/ && echo $A$B >/opt/it/said\n"
        "FROM y\nCOPY --from=build /opt/it /opt/it\n"
    )
    build(tmp_path / "build", first)
    publish(tmp_path / "build", tmp_path / "image", second)
    assert (tmp_path / "image/opt/it/said").read_text() == "12\n"
    assert (tmp_path / "image/opt/it/LICENSE").stat().st_size > 1000
    assert (tmp_path / "build/src/locks/runtime.txt").exists()
    assert sorted(p.name for p in (tmp_path / "image").rglob("*")) == ["LICENSE", "it", "opt", "said"]


def test_an_instruction_that_is_not_known_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ADD: an instruction that is not known here"):
        build(tmp_path, [("ADD", "https://example.org/x /x")])


def test_a_file_that_the_ignore_file_keeps_out_cannot_be_copied(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"COPY tests: Dockerfile\.dockerignore keeps it out"):
        build(tmp_path, [("COPY", "tests ./")])


def test_what_the_image_has_is_what_the_tests_run_with() -> None:
    tested = pinned(image_steps.SOURCE / "requirements.lock")
    for lock in ("runtime.txt", "build.txt", "release.txt"):
        locked = pinned(image_steps.LOCKS / lock)
        assert locked
        assert {n: v for n, v in locked.items() if tested.get(n, v) != v} == {}, f"{lock}: run make lock"


def test_the_image_has_whatever_kprobe_says_that_it_needs() -> None:
    project = tomllib.loads((image_steps.SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\[>=<!]", line)[0] for line in project["dependencies"]}
    assert needed - set(pinned(image_steps.LOCKS / "runtime.txt")) == set(), "run make lock"


def test_the_image_runs_as_nobody_in_particular_by_a_number_that_kubernetes_can_check() -> None:
    (user,) = [rest for word, rest in SECOND if word == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
