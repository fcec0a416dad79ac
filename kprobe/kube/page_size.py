"""How many objects to ask for at a time."""

from __future__ import annotations

from msgspec import Struct

# 250 to 500 objects a page cost the least time and memory on both sides; more only hide how long is waited for them.
USUAL = 500
# Small enough to come soon over a slow line, big enough to tell that it is slow.
TRIAL = 100
_MOST = 2000
_LARGEST = 8 << 20  # bytes of a page that may still be doubled
_LONG = 0.025  # seconds of waiting that are worth hiding
_BETTER = 1.2  # times as many objects a second


class PageSize(Struct):
    """The `limit` for the next page of one list: doubled as long as waiting for answers dominates and that pays.

    An API server that has to make the whole page before its first byte leaves (before Kubernetes 1.33) waits longer for
    a bigger one: then nothing is won, and it goes back.
    """

    limit: int = USUAL
    _before: float = 0.0
    _settled: bool = False

    def learn(self, *, count: int, size: int, waited: float, seconds: float) -> None:
        """A page of `count` objects and `size` bytes took `seconds` in all, `waited` of them until its first byte."""
        if self._settled or count < self.limit or seconds <= 0:
            return
        rate = count / seconds
        if self._before and rate < self._before * _BETTER:
            self.limit //= 2
            self._settled = True
        elif waited >= _LONG and waited * 2 > seconds and size <= _LARGEST and self.limit * 2 <= _MOST:
            self._before = rate
            self.limit *= 2
        else:
            self._settled = True
