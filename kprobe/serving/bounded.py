"""Reads a request from whom nobody knows: so many bytes and so many seconds in all, not for each piece."""

from __future__ import annotations

import io
import socket
import time
from typing import Any


class TooMuchError(Exception):
    """The request is longer than any that is meant."""


class Bounded(io.RawIOBase):
    """`most` bytes of a socket, until `seconds` from now. Raises TooMuchError, or TimeoutError."""

    def __init__(self, source: socket.socket, *, most: int, seconds: float) -> None:
        super().__init__()
        self._source = source
        self._left = most
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase says."""
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the request did not arrive in time")
        if self._left <= 0:
            raise TooMuchError
        self._source.settimeout(seconds)
        with memoryview(buffer) as view:
            count = self._source.recv_into(view[: self._left])
        self._left -= count
        return count
