"""Connects to very many doors from one thread: no task, thread or future per connection.

Timeouts are all equal, so the connections under way stand in a queue in the order in which they will expire.
"""

from __future__ import annotations

import errno
import heapq
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kprobe.model.exposure import Protocol
from kprobe.model.probe import PortState, ProbeOptions
from kprobe.probing.datagrams import datagram
from kprobe.probing.failures import OWN_TROUBLE, SILENT, SILENT_DATAGRAM, Failure, of_errno
from kprobe.probing.knock import Door, Knock, Tally, enough
from kprobe.probing.pacing import PER_ADDRESS, Bucket, affordable

APART = 1.05
"""Seconds between two new attempts at silent doors of one address: Linux sends one ICMP error a second to each client,
after a burst of six (net.ipv4.icmp_ratelimit)."""
HORIZON = 8.0
"""Seconds that such an attempt waits at most, however many doors of the address are silent."""
FORESEEN_HORIZON = 20.0
"""The same where a refusal is foreseen: then the limit is the likeliest reason for silence, and worth waiting for."""
PATIENCE = 10
"""How often the prober's own trouble is waited out at one door before nothing is said about it."""
_BATCH = 128  # launches between two looks at what has answered, so that an answer's time is not inflated
_TOLD_EVERY = 0.1

Tell = Callable[[int, int], None]
_ONCE: Mapping[Door, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a sweep took: connections begun, most of them at once, and how often the prober itself lacked something."""

    connections: int
    peak: int
    troubles: int


def sweep(
    doors: Iterable[Door],
    options: ProbeOptions,
    *,
    deadline: float,
    into: dict[Door, Knock],
    foreseen: frozenset[Door] = frozenset(),
    repeat: Mapping[Door, int] = _ONCE,
    tell: Tell = lambda _done, _opened: None,
) -> Effort:
    """Knock on every door `options.attempts` times and write what came of it `into`.

    A refusal at a `foreseen` door ends it: every further one would cost another door of that node its own, as nodes
    limit the ICMP that says "refused". For the same reason silent doors of an address that lives are tried again one
    after the other (APART), within HORIZON. Doors in `repeat` have several backends that take turns, and are tried that
    often (see `enough`).
    Stops at `deadline` (time.monotonic) or at an exception that `tell` or a signal raises; then doors that were
    attempted at least once are still written, with the attempts that ended. `tell` hears how many doors are done and
    how many of them are open.
    """
    run = _Sweep(doors, options, deadline=deadline, into=into, foreseen=foreseen, repeat=repeat, tell=tell)
    try:
        run.loop()
    finally:
        run.close()
    return Effort(connections=run.connections, peak=run.peak, troubles=run.troubles)


class _Flight:
    """One connection under way."""

    __slots__ = ("expires", "sock", "started", "tally")

    def __init__(self, tally: Tally, sock: socket.socket, started: float, expires: float) -> None:
        self.tally = tally
        self.sock = sock
        self.started = started
        self.expires = expires


class _Sweep:
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
        self.tallies = [Tally(door) for door in dict.fromkeys(doors)]
        self.options = options
        self.attempts = max(1, options.attempts)
        self.deadline = deadline
        self.into = into
        self.foreseen = foreseen
        self.repeat = repeat
        self.alive: set[str] = set()
        self.quiet_until: dict[str, float] = {}
        self.tell = tell
        self.limit = self.slots = affordable(options.concurrency)
        self.bucket = Bucket(options.rate, now)
        self.selector = selectors.DefaultSelector()
        self.ready: deque[Tally] = deque(self.tallies)
        self.later: list[tuple[float, int, Tally]] = []
        self.crowded: dict[str, deque[Tally]] = {}
        self.per_address: dict[str, int] = {}
        self.flying: deque[_Flight] = deque()
        self.under_way = self.done = self.opened = 0
        self.connections = self.peak = self.troubles = 0
        self.told = now

    def loop(self) -> None:
        while self.done < len(self.tallies):
            now = time.monotonic()
            if now >= self.deadline:
                return
            while self.later and self.later[0][0] <= now:
                self.ready.append(heapq.heappop(self.later)[2])
            granted_in = self._launch()
            events = self.selector.select(self._idle(granted_in))
            now = time.monotonic()
            for key, _ in events:
                self._answered(key.data, now)
            self._expire(now)
            if now - self.told >= _TOLD_EVERY:
                self.told = now
                self.tell(self.done, self.opened)
        self.tell(self.done, self.opened)

    def close(self) -> None:
        for flight in self.flying:
            flight.sock.close()
        self.selector.close()
        for tally in self.tallies:
            if tally.attempts and tally.door not in self.into:
                self.into[tally.door] = tally.result()

    def _launch(self) -> float:
        """Begin what may begin now; the seconds until the rate allows another one (0.0: it is not the rate)."""
        for _ in range(_BATCH):
            if not self.ready or self.under_way >= self.slots:
                return 0.0
            address = self.ready[0].door.address
            if self.per_address.get(address, 0) >= PER_ADDRESS:
                self.crowded.setdefault(address, deque()).append(self.ready.popleft())
                continue
            wait = self.bucket.wait(time.monotonic())
            if wait:
                return wait
            self._connect(self.ready.popleft())
        return 0.0

    def _idle(self, granted_in: float) -> float:
        """How long to wait for an answer before there is something else to do."""
        now = time.monotonic()
        if self.ready and self.under_way < self.slots:
            return granted_in
        times = [self.deadline, self.told + _TOLD_EVERY]
        if self.later:
            times.append(self.later[0][0])
        while self.flying and self.flying[0].sock.fileno() < 0:
            self.flying.popleft()
        if self.flying:
            times.append(self.flying[0].expires)
        return max(0.0, min(times) - now)

    def _connect(self, tally: Tally) -> None:
        door = tally.door
        udp = door.protocol is Protocol.UDP
        sock = None
        self.connections += 1
        started = time.monotonic()  # the clock of an attempt starts when its slot is granted
        try:
            family = socket.AF_INET6 if ":" in door.address else socket.AF_INET
            sock = socket.socket(family, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
            sock.settimeout(0.0)
            code = sock.connect_ex((door.address, door.port))
            if udp and not code:
                sock.send(datagram(door.application))
                code = errno.EINPROGRESS
            if code == errno.EINPROGRESS:
                flight = _Flight(tally, sock, started, started + self.options.timeout)
                self.selector.register(sock, selectors.EVENT_READ if udp else selectors.EVENT_WRITE, flight)
                self.flying.append(flight)
                self.under_way += 1
                self.peak = max(self.peak, self.under_way)
                self.per_address[door.address] = self.per_address.get(door.address, 0) + 1
                return
        except OSError as error:
            code = error.errno or errno.EIO
        if sock is not None:
            sock.close()
        self._wake(door.address)
        self._settle(tally, code, started, time.monotonic(), local=True)

    def _answered(self, flight: _Flight, now: float) -> None:
        sock = flight.sock
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if not code and flight.tally.door.protocol is Protocol.UDP:
            try:
                sock.recv(1)
            except OSError as error:
                code = error.errno or errno.EIO
        self._land(flight)
        self._settle(flight.tally, code, flight.started, now)

    def _expire(self, now: float) -> None:
        while self.flying and (self.flying[0].sock.fileno() < 0 or self.flying[0].expires <= now):
            flight = self.flying.popleft()
            if flight.sock.fileno() < 0:
                continue
            self._land(flight)
            udp = flight.tally.door.protocol is Protocol.UDP
            self._count(flight.tally, SILENT_DATAGRAM if udp else SILENT, flight.started, now)

    def _land(self, flight: _Flight) -> None:
        address = flight.tally.door.address
        self.selector.unregister(flight.sock)
        flight.sock.close()
        self.under_way -= 1
        self.per_address[address] -= 1
        self._wake(address)

    def _wake(self, address: str) -> None:
        waiting = self.crowded.get(address)
        if waiting:
            self.ready.append(waiting.popleft())

    def _settle(self, tally: Tally, code: int, started: float, now: float, *, local: bool = False) -> None:
        if code in OWN_TROUBLE and tally.troubles < PATIENCE:
            self._back_off(tally, code, now)
            return
        self._count(tally, of_errno(code, local=local) if code else None, started, now)
        self.slots = min(self.limit, self.slots + 1)

    def _back_off(self, tally: Tally, code: int, now: float) -> None:
        """What this machine lacks it may have again in a moment; until then fewer connections at once."""
        self.troubles += 1
        tally.troubles += 1
        if code not in {errno.EADDRNOTAVAIL, errno.EADDRINUSE}:  # these may be about one address alone
            self.slots = max(1, self.under_way)
        self._later(now + min(1.0, 0.02 * 2**tally.troubles), tally)

    def _count(self, tally: Tally, failure: Failure | None, started: float, now: float) -> None:
        tally.add(failure, started=started, ended=now)
        refused = failure is not None and failure.state is PortState.CLOSED
        if failure is None or refused:
            self.alive.add(tally.door.address)
        settled = (failure is not None and failure.own) or (refused and tally.door in self.foreseen)
        if settled or self._enough(tally):
            self.done += 1
            self.into[tally.door] = knock = tally.result()
            self.opened += knock.succeeded > 0
            return
        at = tally.again_at(self.attempts, now)
        if failure in {SILENT, SILENT_DATAGRAM} and tally.door.address in self.alive:
            at = self._in_turn(tally.door, at, now)
        if at <= now:
            self.ready.append(tally)
        else:
            self._later(at, tally)

    def _enough(self, tally: Tally) -> bool:
        repeat = self.repeat.get(tally.door, 0)
        return enough(tally.attempts, tally.succeeded, wanted=self.attempts, repeat=repeat, refused=tally.refused)

    def _in_turn(self, door: Door, at: float, now: float) -> float:
        """When a silent door may be tried again, so that a node that limits its refusals has one left for it."""
        horizon = FORESEEN_HORIZON if door in self.foreseen else HORIZON
        at = min(max(at, self.quiet_until.get(door.address, 0.0)), now + horizon)
        self.quiet_until[door.address] = at + APART
        return at

    def _later(self, at: float, tally: Tally) -> None:
        heapq.heappush(self.later, (at, id(tally), tally))
