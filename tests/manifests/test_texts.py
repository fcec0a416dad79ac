from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from kprobe.errors import UsageError
from kprobe.manifests import texts
from kprobe.manifests.texts import read_texts


def names(*given: Path | str, stdin: bytes = b"") -> list[str]:
    return [t.name for t in read_texts([str(g) for g in given], io.BytesIO(stdin))]


def refused(*given: Path | str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        names(*given)
    return caught.value


def test_a_folder_is_all_manifests_in_and_below_it(tmp_path: Path) -> None:
    for name in ("b.yaml", "sub/a.yml", "c.json", "notes.txt", ".hidden.yaml", ".github/workflow.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: 1")
    assert names(tmp_path) == [str(tmp_path / n) for n in ("b.yaml", "c.json", "sub/a.yml")]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    assert names(tmp_path / "a.yaml", tmp_path) == [str(tmp_path / "a.yaml")]


def test_standard_input_is_a_dash_and_can_be_read_once() -> None:
    (text,) = read_texts(["-"], io.BytesIO(b"a: 1"))
    assert (text.name, text.content) == ("<stdin>", b"a: 1")
    assert "only once" in refused("-", "-").message


def test_a_pipe_is_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a: 1",))
    writer.start()
    (text,) = read_texts([str(pipe)], io.BytesIO())
    writer.join()
    assert text.content == b"a: 1"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("kustomization.yaml", "kubectl kustomize", id="a_kustomization"),
        pytest.param("Chart.yaml", "helm template", id="a_chart"),
    ],
)
def test_what_must_be_rendered_first_is_refused_with_the_command(tmp_path: Path, name: str, hint: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / name).write_text("a: 1")
    error = refused(tmp_path)
    assert str(inner) in error.message
    assert hint in error.hint
    assert "kprobe check -f -" in error.hint


def test_what_is_not_there_is_empty_or_may_not_be_read_is_said(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.yaml").message
    assert "holds no file" in refused(tmp_path).message
    assert "cannot read" in refused("x\0y").message or "no such" in refused("x\0y").message


def test_a_file_beyond_all_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MAX_BYTES", 1 << 20)
    (tmp_path / "a.yaml").write_bytes(b"#" * ((1 << 20) + 1))
    assert "larger than 1 MiB" in refused(tmp_path / "a.yaml").message
