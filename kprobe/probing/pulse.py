"""Whether this machine kept the prober from its work: then silence is no word about the target."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

TICK = 0.02
"""Seconds between two beats."""
TOLERANCE = 0.01
"""Seconds by which a beat may be late, as on any machine that does something else as well."""


class Pulse:
    """Beats in the event loop, and adds up how late its beats are: time in which nobody was listened to."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lost = 0.0
        self._due = clock() + TICK

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            self._due = self._clock() + TICK
            await asyncio.sleep(TICK)
            self._lost = self.lost()

    def lost(self) -> float:
        """Seconds lost up to now, with those of a beat that is overdue."""
        return self._lost + max(0.0, self._clock() - self._due - TOLERANCE)
