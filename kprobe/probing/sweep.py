"""Connects to very many doors from one thread: no task, thread or future per connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from kprobe.collector import collector_off
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.knock import Door, Knock
from kprobe.probing.sweeping import Sweeping, Tell

_ONCE: Mapping[Door, int] = MappingProxyType({})


class Effort(Struct, frozen=True, kw_only=True):
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
    with collector_off():
        run = Sweeping(doors, options, deadline=deadline, into=into, foreseen=foreseen, repeat=repeat, tell=tell)
        try:
            run.loop()
        finally:
            run.close()
    return Effort(connections=run.connections, peak=run.peak, troubles=run.troubles)
