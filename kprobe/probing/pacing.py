"""How fast, and how much at once."""

from __future__ import annotations

import os
import resource

RESERVED_FILES = 64
"""Descriptors left for everything that is not a probe."""
PER_ADDRESS = 128
"""Connections under way at once to one address: a node is not flooded because it has many NodePorts."""


class Bucket:
    """A token bucket: `rate` grants a second, 0 for no limit; a tenth of a second's worth may come at once."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._burst = max(1.0, rate / 10)
        self._tokens = 1.0
        self._then = now

    def wait(self, now: float) -> float:
        """Take one grant and return 0.0, or take nothing and return the seconds until there is one."""
        if self._rate <= 0:
            return 0.0
        self._tokens = min(self._burst, self._tokens + (now - self._then) * self._rate)
        self._then = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / self._rate


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
