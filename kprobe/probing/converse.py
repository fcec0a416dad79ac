"""Asks open ports over HTTP and TLS, each question over a connection of its own."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from kprobe.model.probe import HttpFacts, ProbeOptions, Stage, TlsFacts
from kprobe.probing.answer import Answer, Question
from kprobe.probing.author import author, same_head
from kprobe.probing.knock import SPREAD
from kprobe.probing.pacing import PER_ADDRESS, Bucket, affordable
from kprobe.probing.tls import Judge, probing_context

PER_CORE = 64
"""Conversations at once per processor: more TLS handshakes than that starve each other into false timeouts."""
GATEWAY_STATUSES = frozenset({502, 503, 504})
"""What a gateway answers for a backend that may be one of several: asked again."""

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What came of a question, over several attempts; `error` is of the attempts that failed."""

    stage: Stage
    attempts: int
    succeeded: int
    error: str = ""
    own_trouble: bool = False
    tls: TlsFacts | None = None
    http: HttpFacts | None = None


async def converse(
    questions: Iterable[Question],
    options: ProbeOptions,
    *,
    deadline: float,
    into: dict[Question, Conversation],
    tell: Tell = lambda _done: None,
    judge: Judge | None = None,
) -> None:
    """Ask each distinct question and write what came of it `into`, until `deadline` (time.monotonic)."""
    from kprobe.probing.http import ask  # noqa: PLC0415 - httpx is loaded only where something is asked

    todo = list(dict.fromkeys(questions))
    judge = judge or Judge()
    if any(question.scheme == "https" for question in todo):
        judge.prepare()
    slots = min(affordable(options.concurrency), PER_CORE * (os.cpu_count() or 1), len(todo))
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())), asyncio.TaskGroup() as group:
            desk = _Desk(partial(ask, timeout=options.timeout, context=probing_context(), judge=judge), options, group)
            queue = iter(todo)
            for _ in range(slots):
                group.create_task(_work(queue, desk, into, tell))
    except TimeoutError:
        return


async def _work(queue: Iterator[Question], desk: _Desk, into: dict[Question, Conversation], tell: Tell) -> None:
    for question in queue:
        into[question] = await desk.conversation(question)
        tell(len(into))


class _Desk:
    """Asks at the run's pace and keeps the answers to questions that many conversations share."""

    def __init__(
        self, ask: Callable[[Question], Awaitable[Answer]], options: ProbeOptions, group: asyncio.TaskGroup
    ) -> None:
        self._answer = ask
        self._options = options
        self._group = group
        self._bucket = Bucket(options.rate, time.monotonic())
        self._doors: dict[str, asyncio.Semaphore] = {}
        self._shared: dict[Question, asyncio.Task[Answer]] = {}
        token = secrets.token_hex(6)
        self._strangers = (f"kprobe-{token}.invalid", f"kprobe-{token[::-1]}-2.invalid")  # RFC 2606: never served
        self._no_path = f"/kprobe-{token}"

    async def conversation(self, question: Question) -> Conversation:
        """One answer is enough; after a failure every attempt is made, so that `k of n` means something."""
        attempts = max(1, self._options.attempts)
        answers = [await self._ask(question)]
        while len(answers) < attempts and (_worth_repeating(answers[-1]) or len(answers) > 1):
            await asyncio.sleep(SPREAD / (attempts - 1))
            answers.append(await self._ask(question))
        good = [answer for answer in answers if answer.works]
        bad = [answer for answer in answers if not answer.works]
        best = good[0] if good else max(answers, key=lambda answer: answer.http is not None)
        return Conversation(
            stage=best.stage,
            attempts=len(answers),
            succeeded=len(good),
            error=_words(bad[-1]) if bad else "",
            own_trouble=all(answer.own_trouble for answer in answers),
            tls=best.tls,
            http=await self._signed(best),
        )

    async def _signed(self, real: Answer) -> HttpFacts | None:
        question = real.question
        if real.http is None or not question.routed:
            return real.http
        stranger = await self._once(dataclasses.replace(question, host=self._strangers[0]))
        again = other_path = None
        if stranger.http is None or same_head(real, stranger):
            other_path = await self._once(dataclasses.replace(question, path=self._no_path))
        if same_head(real, stranger):
            again = await self._once(dataclasses.replace(question, host=self._strangers[1]))
        return dataclasses.replace(real.http, author=author(real, stranger, other_path, again))

    async def _once(self, question: Question) -> Answer:
        task = self._shared.get(question)
        if task is None:
            task = self._shared[question] = self._group.create_task(self._ask(question))
        return await task

    async def _ask(self, question: Question) -> Answer:
        async with self._doors.setdefault(question.address, asyncio.Semaphore(PER_ADDRESS)):
            while wait := self._bucket.wait(time.monotonic()):  # noqa: ASYNC110 - the clock is what is waited for
                await asyncio.sleep(wait)
            return await self._answer(question)


def _worth_repeating(answer: Answer) -> bool:
    return answer.http is None or answer.http.status in GATEWAY_STATUSES


def _words(answer: Answer) -> str:
    return answer.error or (f"answered {answer.http.status}" if answer.http else "")
