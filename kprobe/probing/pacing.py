"""How fast, and how much at once."""

from __future__ import annotations

import itertools
import os
import random
import resource
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

RESERVED_FILES = 64
"""Descriptors left for everything that is not a probe."""
PER_ADDRESS = 128
"""Connections under way at once to one address: a node is not flooded because it has many NodePorts."""
ADDRESS_SHARE = 0.5
"""The part of a run's rate that one address gets at most."""
BREATH = 0.02
"""Seconds that are waited longer at most for the next connection: a few begin at once then, at no regular beat."""
JITTER = 0.1
"""Seconds by which a new attempt may be late, so that many which failed together do not come back together."""
PATIENCE = 10
"""How often in a row the prober's own trouble is waited out, at one door or with one question, before that is said."""

APART = 1.05
"""Seconds between two new attempts at silent doors of one address: Linux sends one ICMP error a second to each client,
after a burst of six (net.ipv4.icmp_ratelimit)."""
HORIZON = 8.0
"""Seconds that such an attempt waits at most, however many doors of the address are silent."""
FORESEEN_HORIZON = 20.0
"""The same where a refusal is foreseen: then the limit is the likeliest reason for silence, and worth waiting for."""


def back_off(troubles: int) -> float:
    """Seconds to wait after that many troubles in a row."""
    return min(1.0, 0.02 * 2.0**troubles)


class Bucket:
    """A token bucket: `rate` grants a second, 0 for no limit; a tenth of a second's worth may come at once."""

    __slots__ = ("_burst", "_rate", "_then", "_tokens")

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._burst = max(1.0, rate / 10)
        self._tokens = 1.0
        self._then = now

    def wait(self, now: float) -> float:
        """Take one grant and return 0.0, or take nothing and return the seconds until there is one."""
        if self._rate <= 0:
            return 0.0
        self._refill(now)
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / self._rate

    def reserve(self, now: float) -> float:
        """Take the next grant that is free, and return in how many seconds it may be used."""
        if self._rate <= 0:
            return 0.0
        self._refill(now)
        self._tokens -= 1.0
        return max(0.0, -self._tokens / self._rate)

    def give_back(self) -> None:
        """Undo the last grant, which was not used."""
        self._tokens += 1.0

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._then) * self._rate)
        self._then = now


def shuffled(items: Iterable[T], within: int = 64) -> Iterator[T]:
    """`items` with each run of `within` in random order: no walk through ports or addresses, yet first things first."""
    rest = iter(items)
    while some := list(itertools.islice(rest, within)):
        random.shuffle(some)
        yield from some


def affordable(concurrency: int) -> int:
    """`concurrency`, or what the limit on open files leaves of it; raises the soft limit to the hard one first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return max(1, concurrency)
    wish = hard if hard != resource.RLIM_INFINITY else max(soft, concurrency + 4 * RESERVED_FILES)
    if soft < wish:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
            soft = wish
        except (ValueError, OSError):  # macOS allows less than its hard limit says
            pass
    return max(1, min(concurrency, soft - RESERVED_FILES - _open_files()))


def _open_files() -> int:
    try:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208 - names alone, on every Unix
    except OSError:
        return 0
