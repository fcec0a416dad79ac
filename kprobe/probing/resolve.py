"""Every name once, before anything is timed, side by side."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable

from kprobe.probing.resolution import Resolution

THREADS = 64
PATIENCE = 10.0
"""Seconds that the resolver may take for one name; a name it is still silent about does not resolve from here."""


def resolve(
    names: Iterable[str],
    *,
    deadline: float,
    servers: tuple[str, ...] = (),
    into: dict[str, Resolution],
    tell: Callable[[int], None] = lambda _done: None,
    lookup: Callable[[str], Resolution] | None = None,
) -> None:
    """Resolve each distinct name side by side and write what came of it `into`, until `deadline` (time.monotonic).

    `servers` (ADDRESS:PORT) are asked instead of the system's resolver, where there are any. The threads are daemons:
    a resolver that hangs keeps neither Ctrl-C nor the end of the process waiting.
    """
    todo: queue.SimpleQueue[str] = queue.SimpleQueue()
    answers: queue.SimpleQueue[tuple[str, Resolution]] = queue.SimpleQueue()
    waiting = list(dict.fromkeys(names))
    for name in waiting:
        todo.put(name)
    if not waiting:
        return
    find = lookup or _names(servers)

    workers = min(THREADS, len(waiting))
    for _ in range(workers):
        threading.Thread(target=_work, args=(todo, find, answers), name="kprobe-resolver", daemon=True).start()
    rounds = -(-len(waiting) // workers)
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


def _work(
    todo: queue.SimpleQueue[str],
    find: Callable[[str], Resolution],
    answers: queue.SimpleQueue[tuple[str, Resolution]],
) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            name = todo.get_nowait()
            answers.put((name, _found(name, find)))


def _names(servers: tuple[str, ...]) -> Callable[[str], Resolution]:
    from kprobe.probing.lookup import Names  # noqa: PLC0415 - dnspython is loaded only where there is a name

    return Names(servers).look_up


def _found(name: str, find: Callable[[str], Resolution]) -> Resolution:
    """A resolver that stumbles over one name must not lose the others, nor keep anybody waiting."""
    try:
        return find(name)
    except Exception as error:  # noqa: BLE001 - said in words, as the prober's own trouble
        return Resolution(error=f"the name could not be looked up: {type(error).__name__}", own_trouble=True)
