"""Memory for one page, used again for the next."""

from __future__ import annotations

from mmap import mmap

import urllib3

_FIRST = 1 << 20
_PIECE = 1 << 18  # fits into a core's cache, and is reused by the allocator


class Buffer:
    """Holds the body of one answer at a time.

    A page is some megabytes. Left to the allocator, each thread's heap would keep the room of several, to the end.
    """

    def __init__(self) -> None:
        self._bytes = mmap(-1, _FIRST)

    def read(self, response: urllib3.BaseHTTPResponse) -> memoryview:
        """The whole body, decompressed; valid until the next call. Raises HTTPError where it does not come whole."""
        packed = "Content-Encoding" in response.headers
        if not packed and (response.length_remaining or 0) > len(self._bytes):
            self._grow(0, response.length_remaining)
        filled = 0
        while piece := response.read(_PIECE, decode_content=packed):
            end = filled + len(piece)
            if end > len(self._bytes):
                self._grow(filled, end + end // 2)
            self._bytes[filled:end] = piece
            filled = end
        return memoryview(self._bytes)[:filled]

    def _grow(self, filled: int, size: int) -> None:
        # Never in place: what was given out last may still be looked at.
        larger = mmap(-1, size)
        larger[:filled] = self._bytes[:filled]
        self._bytes = larger
