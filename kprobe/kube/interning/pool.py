"""The parts that have been seen so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import astuple, force_setattr

Labels = dict[str, str]
Value = TypeVar("Value")


class Pool:
    """For one reading, and for several threads: no step of a look-up is in Python.

    `once(value, value)` gives the first value that was equal to this one. Values of different types are never equal
    here: API types compare by class, and JSON's numbers and booleans are not put in on their own.

    `lavish`: so many of the first values are left as they are by `deep`, which takes as long as fetching and decoding
    them: where little is kept it does not pay.
    """

    def __init__(self, *, lavish: int = 0) -> None:
        kept: dict[Any, Any] = {}
        self._lavish = lavish
        self.once: Callable[[Any, Any], Any] = kept.setdefault
        self._found: Callable[[Any], Any] = kept.get
        self._mutable: set[type[Any]] = set()

    def labels(self, labels: Labels) -> Labels:
        """A copy in the same order, of strings that are kept once."""
        once = self.once
        return {once(key, key): once(value, value) for key, value in labels.items()}

    def deep(self, value: Value) -> Value:
        """What equals `value`, each of its parts kept once; for where few objects are, as it takes its time.

        Nobody may have seen `value` before: its fields are exchanged in place.
        """
        if self._lavish > 0:
            self._lavish -= 1
            return value
        found: Any = self._deep(value)
        return found  # type: ignore[no-any-return]  # it equals `value`, down to its type

    def _deep(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return self.once(value, value)
        if kind is dict:
            return self.labels(value)
        if kind in self._mutable:
            return self._parts(value)
        try:
            found = self._found(value)
        except TypeError:  # there is a dict in it
            if kind is not tuple:
                self._mutable.add(kind)
            return self._parts(value)
        if found is not None:  # then nothing in it need be looked at
            return found
        value = self._parts(value)
        return self.once(value, value)

    def _parts(self, value: Any) -> Any:
        if type(value) is tuple:
            return tuple([self._deep(item) for item in value])
        if isinstance(value, Struct):
            for name, part in zip(value.__struct_fields__, astuple(value), strict=True):
                if part and type(part) not in _SMALL:  # most fields are empty
                    force_setattr(value, name, self._deep(part))
        return value


_SMALL = frozenset({type(None), bool, int})
