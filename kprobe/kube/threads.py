"""Work beside the main thread that can be left behind: Ctrl-C and a plugin that hangs must not hold up the end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def side_by_side(jobs: Sequence[Callable[[], T]], *, threads: int, stopped: threading.Event) -> list[T]:
    """The results of all `jobs`, in their order, run by at most `threads` threads.

    The first exception (of a job, or KeyboardInterrupt here) sets `stopped`, lets no further job begin and is raised
    without waiting for the others.
    """
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(jobs)):
        waiting.put(index)
    done: queue.SimpleQueue[tuple[int, T | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        while not stopped.is_set():
            try:
                index = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((index, jobs[index](), None))
            except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
                done.put((index, None, error))

    for _ in range(min(threads, len(jobs))):
        threading.Thread(target=work, name="kprobe-reader", daemon=True).start()
    results: dict[int, T] = {}
    try:
        while len(results) < len(jobs):
            index, result, error = done.get()
            if error is not None:
                raise error  # noqa: TRY301 - the handler below is for this one, too
            results[index] = result  # type: ignore[assignment]  # only an error comes without a result
    except BaseException:
        stopped.set()
        raise
    return [results[index] for index in range(len(jobs))]


def within(seconds: float, job: Callable[[], T]) -> T:
    """The result of `job`. Raises TimeoutError where it takes longer, and whatever `job` raises."""
    done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            done.put((job(), None))
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
            done.put((None, error))

    threading.Thread(target=work, name="kprobe-bounded", daemon=True).start()
    try:
        result, error = done.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # only an error comes without a result
