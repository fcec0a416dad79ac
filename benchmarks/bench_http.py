"""HTTP: against httpx's own client, for targets that each want a new connection and a Host of their own.

The server is a process of its own that answers from memory (`serving.py`), on 5,000 addresses of 127.1.0.0/16. The
control is one `httpx.AsyncClient` with as many workers as its pool has connections: the best of WORKERS, tried before
anything counts, as its pool gets slower the larger it is. Each answer to the control is read and compared as kprobe's
are: one that is not the target's own is false, on either side, and ends the run.

Where a host is asked for that a router should know, kprobe asks a second question, for a host that nobody serves, to
find out who answers (docs/probing.md). So the second row counts requests a second on both sides, not targets.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator

import httpx

from benchmarks.row import Bench, Row
from benchmarks.serving import KNOWN, serving
from kprobe.model.probe import Author
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Question
from kprobe.probing.converse import Conversation, converse
from kprobe.probing.pacing import affordable
from kprobe.probing.tls import Judge

TARGETS = 5_000
WORKERS = (50, 100, 200)
OPTIONS = ProbeOptions(timeout=5.0, rate=0.0)


def questions(port: int, count: int = TARGETS, *, scheme: str = "http", routed: bool = False) -> list[Question]:
    """Each at an address of its own, with a Host of its own."""
    return [
        Question(address=f"127.1.{n >> 8}.{n & 255}", port=port, scheme=scheme, host=f"h{n}{KNOWN}", routed=routed)
        for n in range(count)
    ]


def talked(asked: list[Question], options: ProbeOptions, judge: Judge) -> dict[Question, Conversation]:
    """What kprobe makes of `asked`; raises RuntimeError for an answer that is missing or not the target's own."""
    known: dict[Question, Conversation] = {}
    asyncio.run(converse(asked, options, deadline=time.monotonic() + 600, into=known, judge=judge))
    false = [q for q in asked if (http := known[q].http) is None or http.status != 200 or http.excerpt != q.host]
    if false:
        raise RuntimeError(f"{len(false)} answers are false, such as {known[false[0]]}")
    return known


def _ours(port: int, *, routed: bool) -> float:
    """Requests a second."""
    asked = questions(port, routed=routed)
    started = time.monotonic()
    known = talked(asked, OPTIONS, Judge(roots=()))
    seconds = time.monotonic() - started
    if routed and any(said.http is None or said.http.author is not Author.ROUTE for said in known.values()):
        raise RuntimeError("not every answer was told to be the route's")
    return len(asked) * (2 if routed else 1) / seconds


def _control(port: int, workers: int) -> float:
    """Requests a second of httpx's own client."""

    async def work(client: httpx.AsyncClient, queue: Iterator[Question]) -> None:
        for question in queue:
            answer = await client.get(
                f"http://{question.address}:{port}/",
                headers={"Host": question.authority, "Accept-Encoding": "identity"},
            )
            if answer.text != question.host:
                raise RuntimeError(f"the control read a false answer: {answer.text}")

    async def main() -> None:
        queue = iter(questions(port))
        limits = httpx.Limits(max_connections=workers, max_keepalive_connections=0)
        async with httpx.AsyncClient(limits=limits, timeout=60.0, trust_env=False, verify=False) as client:
            await asyncio.gather(*(work(client, queue) for _ in range(workers)))

    started = time.monotonic()
    asyncio.run(main())
    return TARGETS / (time.monotonic() - started)


def _row(what: str, ours: Callable[[], float], control: Callable[[], float], workers: int, rounds: int) -> Row:
    ours()
    measured = [(ours(), control()) for _ in range(rounds)]
    mine, theirs = (sorted(column)[rounds // 2] for column in zip(*measured, strict=True))
    return Row(
        what=what,
        control=f"httpx.AsyncClient, {workers} connections in its pool",
        samples=tuple(a / b for a, b in measured),
        least=1.0,
        detail=f"{mine:,.0f} and {theirs:,.0f} requests/s; none false",
    )


def rows(rounds: int) -> Iterator[Row]:
    if sys.platform != "linux":
        yield Row(what="HTTP", needs="Linux, which has all of 127.0.0.0/8")
        return
    affordable(TARGETS)  # raises the limit on files, for the control as well
    with serving() as port:
        workers = max(WORKERS, key=lambda count: _control(port, count))
        asked = f"HTTP, {TARGETS:,} targets, a new connection and Host each"
        yield _row(
            f"{asked}: requests/s",
            lambda: _ours(port, routed=False),
            lambda: _control(port, workers),
            workers,
            rounds,
        )
        yield _row(
            f"{asked}, and who answers (two requests each): requests/s",
            lambda: _ours(port, routed=True),
            lambda: _control(port, workers),
            workers,
            rounds,
        )


BENCH = Bench(slug="http", about="how fast open ports are asked over HTTP", rows=rows)
