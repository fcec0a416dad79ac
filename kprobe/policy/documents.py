"""The text of a policy file, as values with the lines that they stand on."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Hashable
from typing import Any

import yaml
from msgspec import Struct

from kprobe.policy.mistakes import Path, mistake, spelt

_BROKEN = (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError)
_LARGEST = 1_000_000  # bytes: more is no policy that a person keeps
_SECTION = ("tool", "kprobe")


class Document(Struct, frozen=True, kw_only=True):
    """`value` is None where the file says nothing. `at` tells where something stands, for messages."""

    value: Any
    at: Callable[[Path], str]


class _Loader(yaml.SafeLoader):
    """Days stay the text that they are, and of one key twice in a mapping none may win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"the key {key.value!r} is there twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: bytes, name: str) -> Document:
    """Raises UsageError with the line where it is no YAML."""
    _small(text, name)
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        value = None if root is None else loader.construct_document(root)
    except _BROKEN as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it is nested without end, or no text"
        raise mistake(f"{name}{line}", f"this is no YAML: {problem}") from None
    return Document(value=value, at=lambda path: _joined(f"{name}{_line(root, path)}", path))


def read_toml(text: bytes, name: str) -> Document | None:
    """[tool.kprobe] of it, None without one. Raises UsageError where it is no TOML."""
    if b"kprobe" not in text:
        return None  # somebody else's file: whether it is whole is not for us to say
    _small(text, name)
    try:
        value: Any = tomllib.loads(text.decode())
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise mistake(name, f"this is no TOML: {error}") from None
    for key in _SECTION:
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        return None
    return Document(value=value, at=lambda path: _joined(f"{name}: [tool.kprobe]", path))


def _small(text: bytes, name: str) -> None:
    if len(text) > _LARGEST:
        raise mistake(name, f"this has {len(text):,} bytes and is no policy")


def _joined(place: str, path: Path) -> str:
    return f"{place}: {spelt(path)}" if path else place


def _line(node: yaml.Node | None, path: Path) -> str:
    """`:12`, of what is at `path` or, where that is not there, of what comes nearest."""
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        node = found
    return f":{node.start_mark.line + 1}" if node is not None else ""


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None
