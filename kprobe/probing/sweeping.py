"""The loop of a sweep: what may begin begins, what was answered is written down, what is too late is given up.

Timeouts are all equal, so the connections under way stand in a queue in the order in which they will expire. With a
rate there are manners: each address has its own part of it, and neither the order nor what is tried again is regular.
"""

from __future__ import annotations

import errno
import heapq
import itertools
import os
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from kprobe.model.exposure import Protocol
from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.attempt import begin, error_of
from kprobe.probing.failures import OWN_TROUBLE, SILENT, SILENT_DATAGRAM, Failure, of_errno
from kprobe.probing.knock import Door, Knock
from kprobe.probing.pacing import (
    ADDRESS_SHARE,
    APART,
    BREATH,
    FORESEEN_HORIZON,
    HORIZON,
    JITTER,
    PATIENCE,
    PER_ADDRESS,
    Bucket,
    affordable,
    back_off,
    shuffled,
)
from kprobe.probing.visit import Lane, Visit
from kprobe.probing.watch import Socket, Watch, watch

_BATCH = 32  # launches between two looks at what has answered: few, so that what is at work stays in the caches
_TOLD_EVERY = 0.1
_UDP = Protocol.UDP  # looked up once: Python 3.11 takes as long for it as for a call

Tell = Callable[[int, int], None]


class Sweeping:
    """What is under way, what waits, and what is done; see `sweep` for the arguments."""

    def __init__(
        self,
        doors: Iterable[Door],
        options: ProbeOptions,
        *,
        deadline: float,
        into: dict[Door, Knock],
        foreseen: frozenset[Door],
        repeat: Mapping[Door, int],
        tell: Tell,
    ) -> None:
        now = time.monotonic()
        distinct = dict.fromkeys(doors)
        self.total = self.untried = len(distinct)
        self.polite = options.rate > 0
        self.doors = iter(shuffled(distinct) if self.polite else distinct)
        self.options = options
        self.attempts = max(1, options.attempts)
        self.deadline = deadline
        self.into = into
        self.foreseen = foreseen
        self.repeat = repeat
        self.tell = tell
        self.limit = self.slots = affordable(options.concurrency)
        self.bucket = Bucket(options.rate, now)
        self.watch: Watch[Visit] = watch()
        self.lanes: dict[str, Lane] = {}
        self.ready: deque[Visit] = deque()
        self.later: list[tuple[float, int, Visit | Lane]] = []
        self.count = itertools.count()  # of what is later: equal times are in order, and never compare what they are of
        self.flying: deque[tuple[float, Visit]] = deque()  # by when they began; whoever landed since is told by that
        self.under_way = self.done = self.opened = 0
        self.connections = self.peak = self.troubles = 0
        self.told = now

    def loop(self) -> None:
        """Until every door is done, or the deadline."""
        while self.done < self.total:
            now = time.monotonic()
            if now >= self.deadline:
                return
            self._due(now)
            granted_in = self._launch()
            self.peak = max(self.peak, self.under_way)
            happened = self.watch.wait(self._idle(granted_in))
            now = time.monotonic()
            self._harvest(happened, now)
            self._expire(now)
            if now - self.told >= _TOLD_EVERY:
                self.told = now
                self.tell(self.done, self.opened)
        self.tell(self.done, self.opened)

    def close(self) -> None:
        """Let go of every socket, and write down what was learnt so far."""
        self.watch.close()
        if self.done == self.total:
            return
        begun = [visit for _, visit in self.flying]
        begun += self.ready
        begun += (what for _, _, what in self.later if isinstance(what, Visit))
        begun += (visit for lane in self.lanes.values() for visit in lane.waiting or ())
        for visit in begun:
            if visit.sock is not None:
                visit.sock.close()
            if visit.attempts and visit.door not in self.into:
                self.into[visit.door] = visit.result()

    def _due(self, now: float) -> None:
        while self.later and self.later[0][0] <= now:
            what = heapq.heappop(self.later)[2]
            if isinstance(what, Lane):
                what.timed = False
                self._wake(what)
            else:
                self.ready.append(what)

    def _launch(self) -> float:
        """Begin what may begin now; the seconds until the rate allows another one (0.0: it is not the rate)."""
        for _ in range(_BATCH):
            if self.under_way >= self.slots or not (self.untried or self.ready):
                return 0.0
            if self.polite and (wait := self.bucket.wait(time.monotonic())):
                return wait + random.uniform(0.0, BREATH)  # noqa: S311 - nothing secret
            visit = self._visit(next(self.doors)) if self.untried else self.ready.popleft()
            lane = visit.lane
            if lane.under_way >= PER_ADDRESS:
                self.bucket.give_back()
                lane.queue(visit)
            elif lane.bucket is not None and (wait := lane.bucket.wait(now := time.monotonic())):
                self.bucket.give_back()
                self._park(visit, now + wait)
            else:
                self._connect(visit)
                if lane.waiting:  # who is parked for the pace has no landing to wait for
                    self._wake(lane)
        return 0.0

    def _visit(self, door: Door) -> Visit:
        """A visit is made when it begins, so that few are in memory: every door once before any is tried again."""
        self.untried -= 1
        lane = self.lanes.get(door.address)
        if lane is None:
            pace = Bucket(self.options.rate * ADDRESS_SHARE, time.monotonic()) if self.polite else None
            lane = self.lanes[door.address] = Lane(pace)
        visit = Visit(door, lane=lane, wanted=self.attempts)
        if self.repeat:
            visit.repeat = self.repeat.get(door, 0)
        if self.foreseen:
            visit.foreseen = door in self.foreseen
        return visit

    def _park(self, visit: Visit, until: float) -> None:
        visit.lane.queue(visit)
        if not visit.lane.timed:
            visit.lane.timed = True
            self._later(until, visit.lane)

    def _idle(self, granted_in: float) -> float:
        """How long to wait for an answer before there is something else to do."""
        now = time.monotonic()
        if (self.untried or self.ready) and self.under_way < self.slots:
            return granted_in
        times = [self.deadline, self.told + _TOLD_EVERY]
        if self.later:
            times.append(self.later[0][0])
        if self.flying:
            times.append(self.flying[0][0] + self.options.timeout)
        return max(0.0, min(times) - now)

    def _connect(self, visit: Visit) -> None:
        self.connections += 1
        started = time.monotonic()  # the clock of an attempt starts when its slot is granted
        sock, code = begin(visit.door)
        if sock is None:
            self._wake(visit.lane)
            self._settle(visit, code, started, time.monotonic(), local=True)
            return
        self.watch.add(sock, visit, reading=visit.door.protocol is _UDP)
        visit.sock = sock
        visit.started = started
        self.flying.append((started, visit))
        visit.lane.under_way += 1
        self.under_way += 1

    def _harvest(self, happened: Iterable[tuple[Visit, bool]], now: float) -> None:
        """What `_land` and `_count` do for a success stands here once more: their calls cost a tenth of it all."""
        for visit, connected in happened:
            sock, started = visit.sock, visit.started
            if sock is None:
                continue
            code = 0 if connected else error_of(sock, reading=visit.door.protocol is _UDP)
            os.close(sock.detach())
            visit.sock = None
            visit.started = 0.0
            lane = visit.lane
            lane.under_way -= 1
            self.under_way -= 1
            if lane.waiting:
                self._wake(lane)
            if code:
                self._settle(visit, code, started, now)
                continue
            lane.alive = True
            if self.slots < self.limit:
                self.slots += 1
            visit.troubles = 0
            visit.answered(started, now)
            if visit.done:
                self.done += 1
                self.into[visit.door] = visit.result()
                self.opened += 1
            else:
                self.ready.append(visit)

    def _expire(self, now: float) -> None:
        flying, began = self.flying, now - self.options.timeout
        while flying:
            started, visit = flying[0]
            if visit.sock is not None and visit.started == started:
                if started > began:
                    return
                self.watch.drop(visit.sock)
                self._land(visit, visit.sock)
                self._count(visit, SILENT_DATAGRAM if visit.door.protocol is _UDP else SILENT, started, now)
            flying.popleft()

    def _land(self, visit: Visit, sock: Socket) -> None:
        os.close(sock.detach())
        visit.sock, visit.started = None, 0.0
        lane = visit.lane
        lane.under_way -= 1
        self.under_way -= 1
        if lane.waiting:
            self._wake(lane)

    def _wake(self, lane: Lane) -> None:
        if lane.waiting:
            self.ready.append(lane.waiting.popleft())

    def _settle(self, visit: Visit, code: int, started: float, now: float, *, local: bool = False) -> None:
        if code in OWN_TROUBLE and visit.troubles < PATIENCE:
            self._back_off(visit, code, now)
        else:
            self._count(visit, of_errno(code, local=local) if code else None, started, now)

    def _back_off(self, visit: Visit, code: int, now: float) -> None:
        """What this machine lacks it may have again in a moment; until then fewer connections at once."""
        self.troubles += 1
        visit.troubles += 1
        if code not in {errno.EADDRNOTAVAIL, errno.EADDRINUSE}:  # these may be about one address alone
            self.slots = max(1, self.under_way)
        self._later(now + back_off(visit.troubles), visit)

    def _count(self, visit: Visit, failure: Failure | None, started: float, now: float) -> None:
        visit.troubles = 0
        visit.add(failure, started=started, ended=now)
        if self.slots < self.limit:
            self.slots += 1
        refused = failure is not None and failure.state is PortState.CLOSED
        if failure is None or refused:
            visit.lane.alive = True
        settled = (failure is not None and failure.own) or (refused and visit.foreseen)
        if settled or visit.done:
            self.done += 1
            self.into[visit.door] = knock = visit.result()
            self.opened += knock.succeeded > 0
            return
        at = visit.again_at(self.attempts, now)
        if self.polite and failure is not None:
            at += random.uniform(0.0, JITTER)  # noqa: S311 - nothing secret
        if (failure is SILENT or failure is SILENT_DATAGRAM) and visit.lane.alive:
            at = self._in_turn(visit, at, now)
        if at <= now:
            self.ready.append(visit)
        else:
            self._later(at, visit)

    def _in_turn(self, visit: Visit, at: float, now: float) -> float:
        """When a silent door may be tried again, so that a node that limits its refusals has one left for it."""
        horizon = FORESEEN_HORIZON if visit.foreseen else HORIZON
        at = min(max(at, visit.lane.quiet_until), now + horizon)
        visit.lane.quiet_until = at + APART
        return at

    def _later(self, at: float, what: Visit | Lane) -> None:
        heapq.heappush(self.later, (at, next(self.count), what))
