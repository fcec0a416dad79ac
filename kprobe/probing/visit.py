"""What the sweep keeps in mind about one door, and about one address, while it knocks."""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from kprobe.probing.knock import Tally, enough
from kprobe.probing.pacing import Bucket
from kprobe.probing.watch import Socket


class Lane(Struct, eq=False):
    """All doors of one address: how many are knocked on now, who waits for a turn, whether anybody lives there.

    `bucket` is the pace (None: as fast as may be), `timed`: somebody will come back for those who wait. Most addresses
    never have a queue (`waiting`).
    """

    bucket: Bucket | None
    under_way: int = 0
    waiting: deque[Visit] | None = None
    timed: bool = False
    alive: bool = False
    quiet_until: float = 0.0

    def queue(self, visit: Visit) -> None:
        """Let it wait."""
        if self.waiting is None:
            self.waiting = deque()
        self.waiting.append(visit)


class Visit(Tally, kw_only=True, eq=False):
    """The attempts at one door; `sock` is the one under way, begun at `started`.

    `wanted` are made in any case, `repeat` where several backends take turns, and one is enough where the refusal that
    it met was `foreseen`.
    """

    lane: Lane
    wanted: int
    repeat: int = 0
    foreseen: bool = False
    sock: Socket | None = None
    started: float = 0.0

    @property
    def done(self) -> bool:
        """Whether the attempts so far told what they can."""
        if self.succeeded == self.attempts >= self.wanted:  # as `enough` says; nearly all end here
            return self.attempts >= self.repeat
        return enough(self.attempts, self.succeeded, wanted=self.wanted, repeat=self.repeat, refused=self.refused)
