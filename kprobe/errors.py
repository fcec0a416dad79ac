"""Errors that end a run with one clear message."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller (design: exit codes)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3
    INCOMPLETE = 4


class KprobeError(Exception):
    """Something a person can act on: what failed, on what, why, and what to do next.

    Not a frozen value: a frozen exception cannot be raised through a context manager.
    """

    def __init__(self, message: str, *, hint: str = "", exit_code: ExitCode = ExitCode.UNREADABLE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class UsageError(KprobeError):
    """An option or argument that cannot be meant as it stands; exit code 2."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint, exit_code=ExitCode.USAGE)
