"""YAML as Kubernetes writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.reader import ReaderError

try:
    from yaml import CSafeLoader as _Safe  # ten times faster
except ImportError:  # pragma: no cover - PyYAML without libyaml
    from yaml import SafeLoader as _Safe  # type: ignore[assignment]

# ReaderError is a YAMLError; a date that is none and nesting without end are not.
YAML_BROKEN = (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError)


class Loader(_Safe):
    """Times stay the strings that the API has."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Safe.yaml_implicit_resolvers.items()
}


def read_yaml(text: bytes) -> Any:
    """The one document in `text`. Raises one of YAML_BROKEN."""
    return yaml.load(text, Loader=Loader)  # noqa: S506 - a safe loader


def read_all_yaml(text: bytes) -> Iterator[Any]:
    """Every document in `text`. Raises one of YAML_BROKEN, maybe after some documents."""
    yield from yaml.load_all(text, Loader=Loader)


def where(error: BaseException) -> str:
    """` (line 3: …)`: where the YAML is broken and why, as far as the parser says. Shows none of the text."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or ""
    if mark is not None:
        return f" (line {mark.line + 1}: {problem})" if problem else f" (line {mark.line + 1})"
    if isinstance(error, ReaderError):
        return " (it holds bytes that are no text)"
    return ""
