"""Progress on stderr: one line a phase, with counts, gone when done; on a terminal only."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kprobe.model.text import visible
from kprobe.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID


@contextmanager
def progress() -> Iterator[Progress]:
    """Shows while the block runs, and leaves nothing behind."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Silent()
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it
    from rich.progress import Progress as Display  # noqa: PLC0415 - as above
    from rich.progress import SpinnerColumn, TextColumn  # noqa: PLC0415 - as above

    encoding = (sys.stderr.encoding or "").lower()
    with Display(
        SpinnerColumn("dots" if encoding.startswith("utf") else "line"),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True, highlight=False, markup=False, emoji=False),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as display:
        yield Lines(display)


class Lines:
    """A line for each phase; may be told from any thread."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
        """Show how far `phase` has come."""
        text = line(phase, done, total, note)
        with self._lock:
            if phase not in self._tasks:
                self._tasks[phase] = self._display.add_task(text, total=None)
        self._display.update(self._tasks[phase], description=text)

    @property
    def phases(self) -> tuple[str, ...]:
        """What has been told of, in order."""
        return tuple(self._tasks)

    def refresh(self) -> None:
        """Show it now, not at the next tenth of a second."""
        self._display.refresh()


def line(phase: str, done: int, total: int | None, note: str) -> str:
    """`reading pods 12,000`, `probing 310 of 400, 12 open`."""
    count = f" {done:,} of {total:,}" if total is not None else f" {done:,}" if done else ""
    return visible(f"{phase}{count}{', ' if note else ''}{note}")
