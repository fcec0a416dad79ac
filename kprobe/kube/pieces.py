"""A page's objects a few at a time: a page of pods, and what it is decoded to, are larger than a processor's cache."""

from __future__ import annotations

import re
from collections.abc import Generator

SIZE = 1 << 19  # bytes; half of that or twice as much takes as long
# Where one object of a list ends and another begins, as an API server writes them.
_BETWEEN = re.compile(rb'\},\{"metadata":\{')


def pieces(page: bytes | memoryview, size: int = SIZE) -> Generator[bytes | memoryview]:
    """`page` or, where it is long and may be written to, views of it: the list with its first items, then arrays.

    A view holds until the next one is asked for, as brackets stand in place of its commas; in the end, and when the
    generator is closed, `page` is as it was. No string holds a bare quote, so that only what is inside an object can be
    taken for the end of one: then the views are no JSON.
    """
    tail = bytes(page[-3:]).rstrip()
    if not isinstance(page, memoryview) or page.readonly or not tail.endswith(b"]}"):
        yield page
        return
    end = len(page) - len(bytes(page[-3:])) + len(tail)
    begin = 0
    while (found := _BETWEEN.search(page, begin + size, end)) is not None:
        comma = found.start() + 1
        yield from _bracketed(page, begin, comma, b"]" if begin else b"]}")
        begin = comma
    yield from _bracketed(page, begin, end - 1 if begin else end, b"")


def _bracketed(page: memoryview, begin: int, end: int, closing: bytes) -> Generator[memoryview]:
    """From `begin` (a comma, but for the first piece) to `end`, where `closing` stands meanwhile."""
    stop = end + len(closing)
    before, after = bytes(page[begin : begin + 1]), bytes(page[end:stop])
    if begin:
        page[begin : begin + 1] = b"["
    page[end:stop] = closing
    try:
        yield page[begin:stop]
    finally:
        page[begin : begin + 1], page[end:stop] = before, after
