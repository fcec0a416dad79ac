"""How far a long stage has come; the stages report, the command line shows."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told by the reading and probing stages, from any thread."""

    def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
        """`phase` ("reading pods") has done `done` of `total` (None: unknown); `note` is one short remark."""


class Silent:
    """Says nothing."""

    def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
        """Ignore it."""


class Naming:
    """Says of which of several things each phase is."""

    def __init__(self, name: str, progress: Progress) -> None:
        self._name = name
        self._progress = progress

    def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:
        """As `Progress.update`."""
        self._progress.update(f"{self._name}: {phase}", done, total, note)
