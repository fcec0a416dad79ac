"""The one boundary where what strangers wrote becomes fit to be shown."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")


def visible(text: str) -> str:
    """`text` on one line with every control, format, bidirectional or undecodable character shown as an escape.

    `str.isprintable` is False for exactly those classes (Unicode Other and Separator, but the space).
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def sanitised(value: T) -> T:
    """`value` with every string inside it made `visible`, through tuples and dataclasses; the rest is untouched."""
    result: Any = _clean(value)
    return result  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {}
        for f in dataclasses.fields(value):
            old = getattr(value, f.name)
            new = _clean(old)
            if new is not old and new != old:
                changes[f.name] = new
        return dataclasses.replace(value, **changes) if changes else value
    return value
