from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from kprobe.errors import ExitCode, KprobeError, UsageError
from kprobe.kube.kubeconfig import choose, paths


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(dedent(text))
    return path


def _config(folder: Path, name: str, *contexts: str, current: str = "") -> Path:
    lines = [f"current-context: '{current}'", "contexts:"]
    lines += [f"- {{name: {context}, context: {{cluster: {context}, user: {context}}}}}" for context in contexts]
    lines += ["clusters:", *(f"- {{name: {it}, cluster: {{server: https://{name}}}}}" for it in contexts)]
    lines += ["users:", *(f"- {{name: {it}, user: {{token: of-{name}}}}}" for it in contexts)]
    return _write(folder, name, "\n".join(lines))


def test_the_first_file_with_a_current_context_wins(tmp_path: Path) -> None:
    files = (
        _config(tmp_path, "none", "a"),
        _config(tmp_path, "first", "b", current="b"),
        _config(tmp_path, "second", "c", current="c"),
    )
    assert choose(files, None).context == "b"


def test_the_first_definition_of_a_name_wins(tmp_path: Path) -> None:
    files = (_config(tmp_path, "first", "a", current="a"), _config(tmp_path, "second", "a", "b"))
    assert choose(files, "a").cluster == {"server": "https://first"}
    assert choose(files, "a").user == {"token": "of-first"}
    assert choose(files, "b").user == {"token": "of-second"}


def test_an_empty_file_counts_for_nothing(tmp_path: Path) -> None:
    assert choose((_write(tmp_path, "empty", ""), _config(tmp_path, "a", "a", current="a")), None).context == "a"


def test_files_of_kubeconfig_that_do_not_exist_are_passed_over(tmp_path: Path) -> None:
    there = _config(tmp_path, "there", "a")
    assert paths(None, {"KUBECONFIG": f"{tmp_path}/missing:{there}:"}) == (there,)


def test_the_named_file_wins_over_the_environment(tmp_path: Path) -> None:
    there, other = _config(tmp_path, "there", "a"), _config(tmp_path, "other", "b")
    assert paths(there, {"KUBECONFIG": str(other)}) == (there,)


def test_a_named_file_that_does_not_exist_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        paths(tmp_path / "missing", {})


def test_kubeconfig_that_names_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="KUBECONFIG names no file"):
        paths(None, {"KUBECONFIG": str(tmp_path / "missing")})


def test_without_anything_the_usual_place_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths(None, {}) == ()
    (tmp_path / ".kube").mkdir()
    usual = _config(tmp_path / ".kube", "config", "a")
    assert paths(None, {}) == (usual,)


def test_a_mistyped_context_is_answered_with_the_likely_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no context 'prodution'") as caught:
        choose((_config(tmp_path, "a", "production", "staging"),), "prodution")
    assert "did you mean 'production'?" in caught.value.hint
    assert "staging" in caught.value.hint


def test_a_current_context_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="current context 'gone' does not exist") as caught:
        choose((_config(tmp_path, "a", "b", current="gone"),), None)
    assert caught.value.exit_code is ExitCode.UNREADABLE


def test_no_current_context_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="no current context") as caught:
        choose((_config(tmp_path, "a", "one", "two"),), None)
    assert "known: one, two" in caught.value.hint


def test_empty_files_alone_hold_no_context(tmp_path: Path) -> None:
    with pytest.raises(KprobeError) as caught:
        choose((_write(tmp_path, "empty", ""),), None)
    assert caught.value.hint == "the kubeconfig holds no context at all"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contexts: [", r"not valid YAML \(line \d"),
        ("- a\n- b", "no mapping"),
        ("contexts: {a: b}", "contexts .* no list"),
        ("contexts: [a]", "contexts .* no list"),
        ("users: [{user: {}}]", "users .* no name"),
        ("clusters: [{name: a, cluster: nonsense}]", "clusters .* no cluster"),
        ("\x00", "not valid YAML"),
    ],
    ids=["broken", "a list", "contexts a mapping", "contexts of strings", "nameless", "cluster a string", "binary"],
)
def test_a_malformed_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(KprobeError, match=said) as caught:
        choose((_write(tmp_path, "broken", text),), None)
    assert str(tmp_path / "broken") in caught.value.message
    assert caught.value.exit_code is ExitCode.UNREADABLE


def test_a_folder_is_no_kubeconfig(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="cannot read the kubeconfig"):
        choose((tmp_path,), None)


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ("{cluster: nowhere, user: u}", "names the cluster 'nowhere'"),
        ("{cluster: c, user: nobody}", "names the user 'nobody'"),
        ("{cluster: bare, user: u}", "'bare' in the kubeconfig has no server"),
    ],
    ids=["cluster missing", "user missing", "server missing"],
)
def test_a_context_that_points_to_nothing(tmp_path: Path, context: str, said: str) -> None:
    path = _write(
        tmp_path,
        "config",
        f"""
        current-context: a
        contexts: [{{name: a, context: {context}}}]
        clusters: [{{name: c, cluster: {{server: https://x}}}}, {{name: bare, cluster: {{server: ""}}}}]
        users: [{{name: u, user: {{}}}}]
        """,
    )
    with pytest.raises(KprobeError, match=said):
        choose((path,), None)


def test_relative_files_count_from_the_kubeconfig_s_folder_and_empty_values_do_not_count(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "config",
        """
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u, namespace: shop}}]
        clusters: [{name: c, cluster: {server: https://x, certificate-authority: ca.crt, proxy-url: ""}}]
        users: [{name: u, user: {client-key: /abs/key, tokenFile: token, token: "", exec: {command: ./bin/login}}}]
        """,
    )
    chosen = choose((path,), None)
    assert chosen.namespace == "shop"
    assert chosen.cluster == {"server": "https://x", "certificate-authority": str(tmp_path / "ca.crt")}
    assert chosen.user["client-key"] == "/abs/key"
    assert chosen.user["tokenFile"] == str(tmp_path / "token")
    assert "token" not in chosen.user
    assert chosen.user["exec"]["command"] == str(tmp_path / "bin/login")


def test_a_chosen_context_does_not_show_its_secrets(tmp_path: Path) -> None:
    assert "of-" not in repr(choose((_config(tmp_path, "a", "a", current="a"),), None))
