"""What the way to the API server is like, learnt from the answers that come over it."""

from __future__ import annotations

from enum import StrEnum

_ENOUGH = 1 << 16  # bytes; less tells nothing about a rate
# Bytes a second. Compressing takes the API server, and unpacking this program, longer than the bytes that are saved
# where these travel faster (docs/performance.md).
_SLOW = 25e6


class Compress(StrEnum):
    """When the API server is asked to compress its answers."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Link:
    """One for all lists of a reading. `packed`: whether they are asked for compressed, None while that is not known."""

    def __init__(self, *, packed: bool | None) -> None:
        self.packed = packed

    def learn(self, size: int, seconds: float) -> None:
        """An uncompressed body of `size` bytes took `seconds` from its first to its last byte."""
        if self.packed is None and size >= _ENOUGH:
            self.packed = size / max(seconds, 1e-9) < _SLOW
