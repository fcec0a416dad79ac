"""Knocks on everything a plan names, in three phases: resolve, sweep, converse."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from kprobe.model.probe import Observation, ProbeResult, Skipped
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.names import is_ip
from kprobe.probing.plan import Plan
from kprobe.probing.resolve import resolve
from kprobe.probing.sweep import sweep
from kprobe.progress import Progress

if TYPE_CHECKING:
    from kprobe.probing.observe import Known

STOPPED = "stopped by Ctrl-C"


def probe(plan: Plan, options: ProbeOptions, progress: Progress) -> ProbeResult:
    """Knock on the targets of `plan` and say what was seen at each.

    Ends early at `options.deadline` or at Ctrl-C: what is known by then is in the result, what was not reached is
    among the skipped with that reason, and `interrupted` says so. Call it from the main thread, without a running
    event loop.
    """
    if not plan.targets:
        return ProbeResult(observations=(), skipped=plan.skipped)
    # With it come asyncio and cryptography, 16 MB, for which a scan that knocks on nothing has no use.
    from kprobe.probing.observe import Known, observe  # noqa: PLC0415 - as said

    started = time.monotonic()
    known = Known(allow=options.allow)
    stopped = ""
    try:
        _knock(plan, options, progress, known, deadline=started + options.deadline)
    except KeyboardInterrupt:
        stopped = STOPPED
    seconds = time.monotonic() - started
    if not stopped and seconds >= options.deadline:
        stopped = f"the deadline of {options.deadline:g} s passed"
    seen = [observe(target, known, stopped) for target in plan.targets]
    return ProbeResult(
        observations=tuple(one for one in seen if isinstance(one, Observation)),
        skipped=(*plan.skipped, *(one for one in seen if isinstance(one, Skipped))),
        seconds=seconds,
        interrupted=stopped,
    )


def _knock(plan: Plan, options: ProbeOptions, progress: Progress, known: Known, *, deadline: float) -> None:
    names = {target.address: None for target in plan.targets if not is_ip(target.address)}
    resolve(
        names,
        servers=options.resolvers,
        deadline=deadline,
        into=known.names,
        tell=lambda done: progress.update("resolving names", done, len(names)),
    )
    doors = {door: None for target in plan.targets for door in known.doors(target)}
    sweep(
        doors,
        options,
        deadline=deadline,
        foreseen=frozenset(door for target in plan.foreseen for door in known.doors(target)),
        repeat={door: n for target, n in plan.repeat.items() if not target.scheme for door in known.doors(target)},
        into=known.knocks,
        tell=lambda done, opened: progress.update("probing", done, len(doors), f"{opened} open"),
    )
    questions = {question: None for target in plan.targets for question in known.questions(target)}
    if questions:
        import asyncio  # noqa: PLC0415 - see `probe`

        from kprobe.probing.converse import converse  # noqa: PLC0415 - as above

        asyncio.run(
            converse(
                questions,
                options,
                deadline=deadline,
                repeat={question: n for target, n in plan.repeat.items() for question in known.questions(target)},
                into=known.talks,
                tell=lambda done: progress.update("asking over HTTP", done, len(questions)),
            )
        )
