from __future__ import annotations

import asyncio
import time

import pytest

from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Question
from kprobe.probing.converse import BUSY, Conversation, converse
from kprobe.probing.pulse import TICK, TOLERANCE, Pulse
from kprobe.probing.tls import Judge
from tests.kit import servers
from tests.kit.tls import NAME, Certificates


async def _lost(*, blocked: float) -> float:
    pulse = Pulse()
    beating = asyncio.create_task(pulse.beat())
    await asyncio.sleep(2 * TICK)
    before = pulse.lost()
    time.sleep(blocked)  # noqa: ASYNC251 - the loop is to be kept from its work
    lost = pulse.lost() - before
    beating.cancel()
    return lost


def test_a_loop_that_is_blocked_loses_that_time_at_once() -> None:
    assert asyncio.run(_lost(blocked=0.5)) >= 0.5 - TICK - 2 * TOLERANCE


def test_what_was_lost_stays_lost_and_is_counted_once() -> None:
    now = [0.0]
    pulse = Pulse(clock=lambda: now[0])

    async def beats() -> list[float]:
        beating = asyncio.create_task(pulse.beat())
        await asyncio.sleep(0)
        now[0] = 1.0
        seen = [pulse.lost()]
        await asyncio.sleep(3 * TICK)
        seen.append(pulse.lost())
        beating.cancel()
        return seen

    assert asyncio.run(beats()) == pytest.approx([1.0 - TICK - TOLERANCE] * 2)


def _asked(handler: servers.Handler, *, stolen: float, seconds: float) -> Conversation:
    """What comes of one question while something else has the loop for `stolen` of every `seconds`."""

    async def thief() -> None:
        while True:
            time.sleep(stolen)  # noqa: ASYNC251 - this is the theft
            await asyncio.sleep(seconds - stolen)

    async def both(question: Question, known: dict[Question, Conversation]) -> None:
        stealing = asyncio.create_task(thief())
        options = ProbeOptions(timeout=0.5, attempts=1)
        await converse([question], options, deadline=time.monotonic() + 30, into=known, judge=Judge(roots=()))
        stealing.cancel()

    known: dict[Question, Conversation] = {}
    with servers.serving(handler) as served:
        question = Question(address=served.address, port=served.port, scheme="http")
        asyncio.run(both(question, known))
    return known[question]


def test_silence_that_a_busy_machine_heard_is_its_own_trouble() -> None:
    said = _asked(servers.silent, stolen=0.2, seconds=0.25)
    assert (said.own_trouble, said.error, said.succeeded) == (True, BUSY, 0)


def test_silence_that_was_listened_to_is_the_targets() -> None:
    said = _asked(servers.silent, stolen=0.0, seconds=0.25)
    assert (said.own_trouble, said.error) == (False, "connected, but no answer in time")


def test_healthy_servers_that_are_all_asked_at_once_over_tls_are_never_called_silent() -> None:
    """More handshakes than this machine does in the time of one, with the server in the very same process."""
    options = ProbeOptions(timeout=1.0, attempts=1, concurrency=1000, rate=0)
    known: dict[Question, Conversation] = {}
    with servers.serving(servers.answers(), context=Certificates().good) as served:
        questions = [
            Question(address=served.address, port=served.port, scheme="https", host=NAME, path=f"/{n}")
            for n in range(200)
        ]
        deadline = time.monotonic() + 50
        asyncio.run(converse(questions, options, deadline=deadline, into=known, judge=Judge(roots=())))
    assert [said.error for said in known.values() if not said.succeeded and not said.own_trouble] == []
    assert sum(said.succeeded for said in known.values()) > 100
