"""One address and port, and what several attempts at it add up to."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.exposure import Protocol
from kprobe.model.probe import PortState
from kprobe.probing.failures import Failure

SPREAD = 1.2
"""Seconds over which the attempts at a silent or refusing port are spread: nodes rate-limit the ICMP that says
"refused" to about one a second, so a hurried second attempt would see silence."""


def enough(attempts: int, succeeded: int, *, wanted: int, repeat: int, refused: bool) -> bool:
    """Whether several attempts told what they can.

    `wanted` are made in any case. Up to `repeat`, more follow where several backends take turns and all attempts
    succeeded, to find the one that does not; and up to twice `wanted` where all were refused, to find one that is
    there. Once both were met, k of n is known.
    """
    if attempts < wanted:
        return False
    if succeeded == attempts:
        return attempts >= repeat
    return succeeded > 0 or not refused or attempts >= min(repeat, 2 * wanted)


_OPEN = PortState.OPEN
# What outweighs what, over several attempts: one refusal among silences means refused, one success means open.
_WEIGHT = (
    PortState.OPEN,
    PortState.CLOSED,
    PortState.UNREACHABLE,
    PortState.FILTERED,
    PortState.OPEN_FILTERED,
    None,
)


class Door(Struct, frozen=True, gc=False):
    """What is connected to, once for all targets that share it. `address` is an IP that may be knocked on.

    `application` chooses the datagram (UDP only, "" over TCP).
    """

    address: str
    port: int
    protocol: Protocol = Protocol.TCP
    application: str = ""


class Knock(Struct, frozen=True, gc=False):
    """What came of it. `seconds`: the fastest success, or the last attempt; `error`: of the attempts that failed.

    `own_trouble`: nothing but this machine's own trouble was met.
    """

    state: PortState | None
    attempts: int
    succeeded: int
    seconds: float = 0.0
    error: str = ""
    own_trouble: bool = False


class Tally(Struct, eq=False):
    """The attempts at one door so far."""

    door: Door
    attempts: int = 0
    succeeded: int = 0
    troubles: int = 0
    first: float = 0.0
    seconds: float = 0.0
    failure: Failure | None = None

    def add(self, failure: Failure | None, *, started: float, ended: float) -> None:
        """Count one attempt; `failure` None, or one that proves the port open, is a success."""
        if failure is None or failure.state is _OPEN:
            self.answered(started, ended)
            return
        if not self.attempts:
            self.first = started
        self.attempts += 1
        if not self.succeeded:
            self.seconds = ended - started
        if self.failure is None or _WEIGHT.index(failure.state) < _WEIGHT.index(self.failure.state):
            self.failure = failure

    def answered(self, started: float, ended: float) -> None:
        """Count one success."""
        if not self.attempts:
            self.first = started
        if not self.succeeded or ended - started < self.seconds:
            self.seconds = ended - started
        self.attempts += 1
        self.succeeded += 1

    def again_at(self, attempts: int, now: float) -> float:
        """When the next of `attempts` may begin: at once at an open port, spread over SPREAD at any other."""
        if self.succeeded or attempts < 2:
            return now
        return max(now, self.first + self.attempts * SPREAD / (attempts - 1))

    @property
    def refused(self) -> bool:
        """Whether a refusal was met, and nothing better."""
        return not self.succeeded and self.failure is not None and self.failure.state is PortState.CLOSED

    def result(self) -> Knock:
        """What is known after at least one attempt."""
        failure = self.failure
        return Knock(
            state=_OPEN if self.succeeded or failure is None else failure.state,
            attempts=self.attempts,
            succeeded=self.succeeded,
            seconds=self.seconds,
            error=failure.words if failure else "",
            own_trouble=failure is not None and failure.own and not self.succeeded,
        )
