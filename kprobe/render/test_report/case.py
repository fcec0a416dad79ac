"""Cases and suites, as continuous integration systems show them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Outcome(StrEnum):
    """How a case ended; the value is JUnit's word."""

    PASSED = "passed"
    FAILED = "failure"
    SKIPPED = "skipped"


class Case(Struct, frozen=True, kw_only=True):
    """One case. `group` and `name` identify it from run to run: history hangs on them.

    `message` says in a line why it did not pass, `kind` in a word, `text` at length. `seconds`: how long it took, 0
    where that is not known.
    """

    group: str
    name: str
    outcome: Outcome = Outcome.PASSED
    kind: str = ""
    message: str = ""
    text: str = ""
    seconds: float = 0.0


class Suite(Struct, frozen=True, kw_only=True):
    """Cases that belong together; `told`: lines for whoever reads on. `seconds`: wall time."""

    name: str
    cases: tuple[Case, ...]
    told: tuple[str, ...] = ()
    seconds: float = 0.0
