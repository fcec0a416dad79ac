"""Asks open ports over HTTP and TLS, each question over a connection of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from kprobe.model.probe import HttpFacts, Speaks, Stage, TlsFacts
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import OUT_OF_SERVICE, Answer, Question
from kprobe.probing.author import author, from_behind, same_head
from kprobe.probing.handshake import Handshake, shake_hands
from kprobe.probing.knock import SPREAD, enough
from kprobe.probing.pacing import ADDRESS_SHARE, PATIENCE, PER_ADDRESS, Bucket, affordable, back_off
from kprobe.probing.pulse import Pulse
from kprobe.probing.second_look import promising, second_look
from kprobe.probing.tls import Judge, probing_context

PER_CORE = 64
"""Conversations at once per processor: more TLS handshakes than that starve each other into false timeouts."""
CALM = 8
"""Questions at once that are asked again, as this machine was too busy to hear whether they were answered."""
AGAIN = 3
STARVED = 0.1
"""The share of an attempt's time that may be lost to this machine's own business."""
BUSY = "this machine was too busy to tell"
LONG_WAIT = 5
"""How many times `timeout` the last attempt may take where none before it was answered: slow is not dead."""
GATEWAY_STATUSES = frozenset({502, 503, 504})
"""What a gateway answers for a backend that may be one of several: asked again."""

_PAUSE = 0.01  # between two that succeed
_ONCE: Mapping[Question, int] = MappingProxyType({})

Tell = Callable[[int], None]
Talk = Callable[[Question, float], Awaitable[Answer]]
"""One attempt at a question, within so many seconds."""


class Conversation(Struct, frozen=True, kw_only=True):
    """What came of a question, over several attempts; `error` is of those that failed, `speaks` as in Observation."""

    stage: Stage
    attempts: int
    succeeded: int
    error: str = ""
    own_trouble: bool = False
    speaks: Speaks = ""
    tls: TlsFacts | None = None
    http: HttpFacts | None = None


async def converse(
    questions: Iterable[Question],
    options: ProbeOptions,
    *,
    deadline: float,
    into: dict[Question, Conversation],
    repeat: Mapping[Question, int] = _ONCE,
    tell: Tell = lambda _done: None,
    judge: Judge | None = None,
) -> None:
    """Ask each distinct question and write what came of it `into`, until `deadline` (time.monotonic).

    Questions in `repeat` have several backends that take turns, and are asked that often (see `knock.enough`).
    """
    from kprobe.probing.http import ask  # noqa: PLC0415 - httpx is loaded only where something is asked

    todo = list(dict.fromkeys(questions))
    judge = judge or Judge()
    if any(question.scheme == "https" for question in todo):
        judge.prepare()
    slots = min(affordable(options.concurrency), PER_CORE * (os.cpu_count() or 1), len(todo))
    pulse = Pulse()
    beating = asyncio.create_task(pulse.beat())
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())), asyncio.TaskGroup() as group:
            context = probing_context()

            def talk(question: Question, timeout: float) -> Awaitable[Answer]:
                return ask(question, timeout=timeout, context=context, judge=judge)

            desk = _Desk(talk, options, group, judge=judge, repeat=repeat, pulse=pulse, deadline=deadline)
            queue = iter(todo)
            for _ in range(slots):
                group.create_task(_work(queue, desk, into, tell))
    except TimeoutError:
        return
    finally:
        beating.cancel()


async def _work(queue: Iterator[Question], desk: _Desk, into: dict[Question, Conversation], tell: Tell) -> None:
    for question in queue:
        into[question] = await desk.conversation(question)
        tell(len(into))


class _Desk:
    """Asks at the run's pace and keeps the answers to questions that many conversations share."""

    def __init__(
        self,
        talk: Talk,
        options: ProbeOptions,
        group: asyncio.TaskGroup,
        *,
        judge: Judge,
        repeat: Mapping[Question, int],
        pulse: Pulse,
        deadline: float,
    ) -> None:
        self._deadline = deadline
        self._pulse = pulse
        self._calm = asyncio.Semaphore(CALM)
        self._judge = judge
        self._repeat = repeat
        self._answer = talk
        self._options = options
        self._group = group
        self._bucket = Bucket(options.rate, time.monotonic())
        self._gates: dict[str, tuple[asyncio.Semaphore, Bucket]] = {}
        self._shared: dict[Question, asyncio.Task[Answer]] = {}
        token = secrets.token_hex(6)
        self._strangers = (f"kprobe-{token}.invalid", f"kprobe-{token[::-1]}-2.invalid")  # RFC 2606: never served
        self._no_path = f"/kprobe-{token}"

    async def conversation(self, question: Question) -> Conversation:
        """One answer is enough where one backend gives it.

        After a failure, or where several take turns (`repeat`), all attempts are made, for the sake of `k of n`.
        """
        answers, slow = [await self._ask(question)], False
        while not self._told(answers):
            await asyncio.sleep(_PAUSE if answers[-1].works else SPREAD / max(1, self._options.attempts - 1))
            answer = await self._ask(question, LONG_WAIT if slow or self._mute(answers) else 1)
            if not slow and answer.http is not None and answer.seconds > self._options.timeout:
                slow, answers = True, []  # those before it were not waited for long enough
            answers.append(answer)
        good = [answer for answer in answers if answer.works]
        bad = [answer for answer in answers if not answer.works]
        best = good[0] if good else max(answers, key=lambda answer: answer.http is not None)
        error = _words(bad[-1]) if bad else ""
        if promising(best):
            looked = await second_look(best, ask=self._ask, shake=self._shake, judge=self._judge)
            if looked is not best:
                best, error = looked, looked.error
        return Conversation(
            stage=best.stage,
            attempts=len(answers),
            succeeded=len(good) or (len(answers) if best.works else 0),
            error=error,
            own_trouble=all(answer.own_trouble for answer in answers),
            speaks=best.speaks,
            tls=best.tls,
            http=await self._signed(best),
        )

    def _mute(self, answers: list[Answer]) -> bool:
        """Whether only the last attempt is left, all before it were taken and not answered, and there is time."""
        last = len(answers) + 1 == self._options.attempts
        left = self._deadline - time.monotonic()
        taken = all(answer.silent and answer.stage is Stage.REQUEST for answer in answers)
        return last and taken and left > (LONG_WAIT + 1) * self._options.timeout

    def _told(self, answers: list[Answer]) -> bool:
        wanted, repeat = max(1, self._options.attempts), self._repeat.get(answers[0].question, 0)
        if len(answers) == 1 and not repeat and not _worth_repeating(answers[0]):
            return True
        good = sum(answer.works for answer in answers)
        return enough(len(answers), good, wanted=wanted, repeat=repeat, refused=False)

    async def _signed(self, real: Answer) -> HttpFacts | None:
        question = real.question
        if real.http is None or not question.routed:
            return real.http
        stranger = await self._once(replace(question, host=self._strangers[0]))
        again = other_path = None
        if stranger.http is None or same_head(real, stranger):
            other_path = await self._once(replace(question, path=self._no_path))
        if same_head(real, stranger):
            again = await self._once(replace(question, host=self._strangers[1]))
        who = author(real, stranger, other_path, again)
        return replace(real.http, author=who, behind=from_behind(real, stranger))

    async def _once(self, question: Question) -> Answer:
        task = self._shared.get(question)
        if task is None:
            task = self._shared[question] = self._group.create_task(self._ask(question))
        return await task

    async def _ask(self, question: Question, patience: int = 1) -> Answer:
        """One attempt, which its clock measures from when its slot is granted; `patience`: how many times `timeout`.

        What this machine lacked for a moment is waited out. Silence while it was busy with itself is not counted: it is
        asked again, calmly.
        """
        gate: contextlib.AbstractAsyncContextManager[None] = contextlib.nullcontext()
        timeout = self._options.timeout * patience
        answer, busy, short = Answer(question=question, stage=Stage.CONNECT), 0, 0
        while busy < AGAIN:
            async with gate, self._turn(question.address):
                lost = self._pulse.lost()
                answer = await self._answer(question, timeout)
                lost = self._pulse.lost() - lost
            if answer.passing and short < PATIENCE:
                short += 1
                await asyncio.sleep(back_off(short))
            elif answer.silent and lost >= STARVED * timeout:
                busy += 1
                gate = self._calm
            else:
                return answer
        return replace(answer, error=BUSY, own_trouble=True)

    async def _shake(self, question: Question) -> Handshake:
        async with self._turn(question.address):
            return await shake_hands(
                question.address, question.port, question.server_name, timeout=self._options.timeout
            )

    @contextlib.asynccontextmanager
    async def _turn(self, address: str) -> AsyncGenerator[None, None]:
        gate, pace = self._gate(address)
        async with gate:
            now = time.monotonic()
            if wait := max(self._bucket.reserve(now), pace.reserve(now)):
                await asyncio.sleep(wait)
            yield

    def _gate(self, address: str) -> tuple[asyncio.Semaphore, Bucket]:
        if address not in self._gates:
            pace = Bucket(self._options.rate * ADDRESS_SHARE, time.monotonic())
            self._gates[address] = asyncio.Semaphore(PER_ADDRESS), pace
        return self._gates[address]


def _worth_repeating(answer: Answer) -> bool:
    return answer.http is None or answer.http.status in GATEWAY_STATUSES or answer.http.grpc in OUT_OF_SERVICE


def _words(answer: Answer) -> str:
    if answer.error or answer.http is None:
        return answer.error
    return f"gRPC answers {answer.http.grpc}" if answer.http.grpc else f"answered {answer.http.status}"
