"""The one boundary where what strangers wrote becomes fit to be shown."""

from __future__ import annotations

import operator
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

T = TypeVar("T")

_REMEMBERED = 1 << 12


def visible(text: str) -> str:
    """`text` on one line with every control, format, bidirectional or undecodable character shown as an escape.

    `str.isprintable` is False for exactly those classes (Unicode Other and Separator, but the space).
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def sanitised(value: T) -> T:
    """`value` with every string inside it made `visible`, through tuples and Structs; the rest is untouched."""
    result: Any = _clean(value, {})
    return result  # type: ignore[no-any-return]


def _clean(value: Any, known: dict[int, Any]) -> Any:
    """`known`: the Structs of late, by id, and what became of each: a report holds one link many times."""
    kind: Any = type(value)
    if kind is str:
        return visible(value)
    if kind is tuple:
        return _tuple(value, known)
    if not isinstance(value, Struct):
        return value
    if (done := known.get(id(value))) is not None:
        return done
    changes = {
        name: new for name in kind.__struct_fields__ if (new := _clean(old := getattr(value, name), known)) is not old
    }
    cleaned = replace(value, **changes) if changes else value
    if len(known) >= _REMEMBERED:
        known.clear()
    known[id(value)] = cleaned  # of an object that what is cleaned keeps alive
    return cleaned


def _tuple(value: tuple[Any, ...], known: dict[int, Any]) -> tuple[Any, ...]:
    cleaned = [_clean(item, known) for item in value]
    return value if all(map(operator.is_, value, cleaned)) else tuple(cleaned)
