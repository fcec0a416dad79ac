"""A body of an answer, as it is and compressed."""

from __future__ import annotations

import gzip
import io
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_LEVEL = 5  # a tenth of the size for a third of the time that the last few per cent would take


class Once(Generic[T]):
    """A value that is made when it is first asked for, by one thread, and kept. What fails is tried anew."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[T] | None = None

    def __call__(self) -> T:
        """The value. Raises what making it raises."""
        with self._lock:
            if self._made is None:
                self._made = (self._make(),)
            return self._made[0]


class Document:
    """UTF-8 text in `pieces`, so that what is large need not be copied to stand beside what is small."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.length = sum(map(len, pieces))
        self.packed = Once(self._pack)
        """The same as one gzip member."""

    def _pack(self) -> bytes:
        into = io.BytesIO()
        with gzip.GzipFile(fileobj=into, mode="wb", compresslevel=_LEVEL, mtime=0) as stream:
            for piece in self.pieces:
                stream.write(piece)
        return into.getvalue()


def text(*lines: str) -> Document:
    """Lines for a person or a log."""
    return Document("".join(f"{line}\n" for line in lines).encode())
