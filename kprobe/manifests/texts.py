"""The texts that `-f` names: files, folders with what is in and below them, standard input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from kprobe.errors import UsageError

STDIN = "-"
MAX_BYTES = 64 << 20
_SUFFIXES = (".yaml", ".yml", ".json")
# What makes a folder's files no manifests until a tool has made some of them.
_UNRENDERED = {
    "kustomization.yaml": ("a kustomization", "kubectl kustomize {} | kprobe check -f -"),
    "kustomization.yml": ("a kustomization", "kubectl kustomize {} | kprobe check -f -"),
    "Kustomization": ("a kustomization", "kubectl kustomize {} | kprobe check -f -"),
    "Chart.yaml": ("a Helm chart", "helm template {} | kprobe check -f -"),
}


class Text(Struct, frozen=True, kw_only=True):
    """One file's bytes; `name` as a person would find it again ("<stdin>" for standard input)."""

    name: str
    content: bytes


def read_texts(names: Sequence[str], stdin: BinaryIO) -> Iterator[Text]:
    """Each text once, in the order of `names`. Raises UsageError for what cannot be read, or must be rendered first."""
    if list(names).count(STDIN) > 1:
        raise UsageError("standard input can be read only once", hint="Give -f - a single time.")
    seen: set[Path] = set()
    for name in names:
        if name == STDIN:
            yield Text(name="<stdin>", content=_bounded(stdin, "standard input"))
            continue
        for path in _files(Path(name)):
            try:
                real = path.resolve()
            except (OSError, RuntimeError) as error:
                raise UsageError(f"cannot read {path}: {error}") from None
            if real not in seen:
                seen.add(real)
                yield Text(name=str(path), content=_content(path))


def _files(path: Path) -> Iterator[Path]:
    try:
        if not path.exists():
            raise UsageError(f"-f {path}: there is no such file or folder")
        if not path.is_dir():
            yield path
            return
        inside = sorted(f for f in path.rglob("*") if not any(p.startswith(".") for p in f.relative_to(path).parts))
        found = [f for f in inside if f.name.endswith(_SUFFIXES) and f.is_file()]
        unrendered = next((f for f in inside if f.name in _UNRENDERED and f.is_file()), None)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {str(path)[:100]}: {error}") from None
    if unrendered is not None:
        what, command = _UNRENDERED[unrendered.name]
        raise UsageError(
            f"{unrendered.parent} is {what}: its files are no manifests before they are rendered",
            hint=command.format(unrendered.parent),
        )
    if not found:
        raise UsageError(f"the folder {path} holds no file that ends in {', '.join(_SUFFIXES)}")
    yield from found


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return _bounded(stream, str(path))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None


def _bounded(stream: BinaryIO, name: str) -> bytes:
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UsageError(f"{name} is larger than {MAX_BYTES >> 20} MiB", hint="Check it in parts.")
    return content
