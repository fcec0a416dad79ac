"""Every name once, before anything is timed, by the system's own resolver (hosts file and all)."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

THREADS = 64
PATIENCE = 10.0
"""Seconds that the resolver may take for one name; a name it is still silent about does not resolve from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """All `addresses` of a name in the resolver's order, or the `error` in words.

    `own_trouble`: the resolver is at fault, which proves nothing about the name.
    """

    addresses: tuple[str, ...] = ()
    error: str = ""
    own_trouble: bool = False


_WORDS = {socket.EAI_NONAME: "the name does not exist"}
_OWN_WORDS = {
    socket.EAI_AGAIN: "the resolver did not answer",
    socket.EAI_FAIL: "the resolver failed",
    socket.EAI_MEMORY: "this machine ran out of memory",
}
if hasattr(socket, "EAI_NODATA"):
    _WORDS[socket.EAI_NODATA] = "the name has no address"


def resolve(
    names: Iterable[str],
    *,
    deadline: float,
    into: dict[str, Resolution],
    tell: Callable[[int], None] = lambda _done: None,
    lookup: Callable[[str], Resolution] | None = None,
) -> None:
    """Resolve each distinct name side by side and write what came of it `into`, until `deadline` (time.monotonic).

    The threads are daemons: a resolver that hangs keeps neither Ctrl-C nor the end of the process waiting.
    """
    todo: queue.SimpleQueue[str] = queue.SimpleQueue()
    answers: queue.SimpleQueue[tuple[str, Resolution]] = queue.SimpleQueue()
    waiting = list(dict.fromkeys(names))
    for name in waiting:
        todo.put(name)
    find = lookup or look_up

    def work() -> None:
        while True:
            try:
                name = todo.get_nowait()
            except queue.Empty:
                return
            answers.put((name, find(name)))

    workers = min(THREADS, len(waiting))
    for _ in range(workers):
        threading.Thread(target=work, name="kprobe-resolver", daemon=True).start()
    rounds = -(-len(waiting) // workers) if workers else 0
    patience = time.monotonic() + PATIENCE * rounds
    pending = set(waiting)
    while pending:
        left = min(deadline, patience) - time.monotonic()
        try:
            name, resolution = answers.get(timeout=max(0.0, min(left, 0.2)))
        except queue.Empty:
            if left <= 0:
                break
            continue
        pending.discard(name)
        into[name] = resolution
        tell(len(waiting) - len(pending))
    if pending and time.monotonic() < deadline:
        late = Resolution(error=f"the resolver did not answer within {PATIENCE:g} s", own_trouble=True)
        into.update((name, late) for name in pending)


def look_up(name: str) -> Resolution:
    """Ask the system's resolver for all addresses of `name`, in both families."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        code = error.errno or 0
        if code in _OWN_WORDS:
            return Resolution(error=_OWN_WORDS[code], own_trouble=True)
        return Resolution(error=_WORDS.get(code, "the name does not resolve"))
    except (OSError, UnicodeError):
        return Resolution(error="the name does not resolve")
    return Resolution(addresses=tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found)))
