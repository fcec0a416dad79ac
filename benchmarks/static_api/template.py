"""An object as JSON with holes, filled many times over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from benchmarks.static_api.words import compact

_HOLE = re.compile(rb"@(\d+)@")


class Template:
    """`value` is the object; `@0@`, `@1@` … in its strings are the holes."""

    def __init__(self, value: Any) -> None:
        parts = _HOLE.split(compact(value))
        self._parts = parts
        self._holes = [(place, int(parts[place])) for place in range(1, len(parts), 2)]

    def filled(self, values: Sequence[bytes]) -> bytes:
        """The JSON with `values` in the holes of their numbers."""
        parts = self._parts.copy()
        for place, hole in self._holes:
            parts[place] = values[hole]
        return b"".join(parts)
