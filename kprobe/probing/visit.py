"""What the sweep keeps in mind about one door, and about one address, while it knocks."""

from __future__ import annotations

from collections import deque

from kprobe.probing.knock import Door, Tally, enough
from kprobe.probing.pacing import Bucket
from kprobe.probing.watch import Socket


class Lane:
    """All doors of one address: how many are knocked on now, who waits for a turn, whether anybody lives there.

    `bucket` is the pace (None: as fast as may be), `timed`: somebody will come back for those who wait.
    """

    __slots__ = ("alive", "bucket", "quiet_until", "timed", "under_way", "waiting")

    def __init__(self, bucket: Bucket | None) -> None:
        self.bucket = bucket
        self.under_way = 0
        self.waiting: deque[Visit] | None = None  # most addresses never have a queue
        self.timed = self.alive = False
        self.quiet_until = 0.0

    def queue(self, visit: Visit) -> None:
        """Let it wait."""
        if self.waiting is None:
            self.waiting = deque()
        self.waiting.append(visit)


class Visit(Tally):
    """The attempts at one door; `sock` is the one under way, begun at `started`.

    `wanted` are made in any case, `repeat` where several backends take turns, and one is enough where the refusal that
    it met was `foreseen`.
    """

    __slots__ = ("foreseen", "lane", "repeat", "sock", "started", "wanted")

    def __init__(self, door: Door, lane: Lane, wanted: int) -> None:
        super().__init__(door)
        self.lane = lane
        self.wanted = wanted
        self.repeat = 0
        self.foreseen = False
        self.sock: Socket | None = None
        self.started = 0.0

    @property
    def done(self) -> bool:
        """Whether the attempts so far told what they can."""
        if self.succeeded == self.attempts >= self.wanted:  # as `enough` says; nearly all end here
            return self.attempts >= self.repeat
        return enough(self.attempts, self.succeeded, wanted=self.wanted, repeat=self.repeat, refused=self.refused)
