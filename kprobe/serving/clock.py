"""When something was, so that nothing is ever taken for younger than it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from msgspec import Struct


class Moment(Struct, frozen=True, kw_only=True):
    """`wall` is a Unix time, `steady` that of a clock that only goes on; both in seconds."""

    wall: float
    steady: float

    def since(self, earlier: Moment) -> float:
        """Seconds between the two, by the clock that says more: one is set back, the other stands still in suspend."""
        return max(0.0, self.wall - earlier.wall, self.steady - earlier.steady)

    def __str__(self) -> str:
        return f"{datetime.fromtimestamp(self.wall, UTC):%Y-%m-%d %H:%M:%S} UTC"


def now() -> Moment:
    """By this machine's clocks."""
    return Moment(wall=time.time(), steady=time.monotonic())
