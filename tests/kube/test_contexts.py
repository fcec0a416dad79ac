from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from kprobe.errors import KprobeError, UsageError
from kprobe.kube.contexts import every, named
from tests.kit.kubeconfigs import kubeconfig

TWO = {"prod": "https://prod.example:6443", "lab": "https://lab.example:6443"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kubeconfig"


def test_all_are_taken_in_the_order_of_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = (kubeconfig(tmp_path / "a", TWO), kubeconfig(tmp_path / "b", {"edge": "https://e", "lab": "https://other"}))
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(map(str, files)))
    found = every(None)
    assert [(p.context, p.server) for p in found.places] == [
        ("prod", "https://prod.example:6443"),
        ("lab", "https://lab.example:6443"),
        ("edge", "https://e"),
    ]
    assert found.known == ("prod", "lab", "edge")


def test_contexts_of_one_cluster_and_user_are_one_with_the_namespaces_of_all(path: Path) -> None:
    kubeconfig(path, TWO, ("prod-shop", "prod", "shop"), ("prod-infra", "prod", "infra"))
    prod, lab = every(path).places
    assert (prod.context, prod.also, prod.namespaces) == (
        "prod",
        ("prod-shop", "prod-infra"),
        ("default", "shop", "infra"),
    )
    assert (lab.context, lab.also, lab.namespaces) == ("lab", (), ("default",))
    assert every(path).known == ("prod", "lab", "prod-shop", "prod-infra")


def test_entries_of_the_same_content_are_one_whatever_they_are_called(path: Path) -> None:
    config = yaml.safe_load(kubeconfig(path, {"a": "https://one", "b": "https://one"}).read_text())
    for user in config["users"]:
        user["user"] = {"token": "the same"}
    path.write_text(yaml.safe_dump(config))
    assert [(p.context, p.also) for p in every(path).places] == [("a", ("b",))]


def test_another_user_of_the_same_cluster_may_see_something_else(path: Path) -> None:
    kubeconfig(path, {"admin": "https://one", "guest": "https://one"})
    assert [p.context for p in every(path).places] == ["admin", "guest"]


def test_contexts_that_lead_nowhere_stay_apart_to_be_told_of(path: Path) -> None:
    kubeconfig(path, TWO, ("broken", "absent", ""), ("broken too", "absent", ""))
    assert [(p.context, p.server) for p in every(path).places[2:]] == [("broken", ""), ("broken too", "")]


def test_those_that_are_named_are_each_taken_once_as_named(path: Path) -> None:
    kubeconfig(path, TWO, ("prod-shop", "prod", "shop"))
    found = named(path, ("prod-shop", "prod", "prod-shop"))
    assert [(p.context, p.also, p.namespaces) for p in found.places] == [
        ("prod-shop", (), ("shop",)),
        ("prod", (), ("default",)),
    ]


def test_one_that_does_not_exist_is_answered_with_the_likely_one(path: Path) -> None:
    kubeconfig(path, TWO)
    with pytest.raises(UsageError, match="no context 'prd'") as refused:
        named(path, ("lab", "prd"))
    assert "did you mean 'prod'?" in refused.value.hint


def test_a_server_is_shown_without_user_and_password(path: Path) -> None:
    kubeconfig(path, {"a": "https://user:secret@one.example", "b": "https://[broken"})
    assert [p.server for p in every(path).places] == ["https://one.example", ""]


@pytest.mark.parametrize(("text", "said"), [("{}", "no context at all"), ("[]", "no mapping")])
def test_a_kubeconfig_without_contexts_is_said(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(KprobeError, match=said):
        every(path)


def test_no_kubeconfig_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    with pytest.raises(KprobeError, match="no kubeconfig"):
        every(None)
