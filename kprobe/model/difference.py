"""Two reports of one cluster, compared: what `kprobe diff` shows."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.finding import Finding
from kprobe.model.report import ExposureReport, Report


class Change(StrEnum):
    """What became of a way in or a finding.

    not-known-before: the newer report has it, and the older one could not have had it; no-longer-known: the other way
    round. Neither is news of the cluster.
    """

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    NOT_KNOWN_BEFORE = "not-known-before"
    NO_LONGER_KNOWN = "no-longer-known"

    @property
    def known(self) -> bool:
        """Whether it is a change of the cluster, not of what is known about it."""
        return self in {Change.NEW, Change.CHANGED, Change.GONE}


class ExposureChange(Struct, frozen=True, kw_only=True, gc=False):
    """One way in; `before` and `after` are None where the report does not have it.

    `opened`: it is open to the internet, and was not, as far as is known. `worse` says in words what is, nothing where
    nothing is. `reason`: why it is not known.
    """

    change: Change
    before: ExposureReport | None
    after: ExposureReport | None
    opened: bool = False
    worse: tuple[str, ...] = ()
    reason: str = ""

    @property
    def latest(self) -> ExposureReport:
        """As it was seen last."""
        shown = self.after or self.before
        if shown is None:
            raise ValueError("a change has a way in before or after it")
        return shown


class FindingChange(Struct, frozen=True, kw_only=True, gc=False):
    """One finding; `worse`: it counts. `reason`: why it is not known, or that it was, or is, ignored."""

    change: Change
    before: Finding | None
    after: Finding | None
    worse: bool = False
    reason: str = ""

    @property
    def latest(self) -> Finding:
        """As it was said last."""
        shown = self.after or self.before
        if shown is None:
            raise ValueError("a change has a finding before or after it")
        return shown


class Side(Struct, frozen=True, kw_only=True, gc=False):
    """One of the two; `name` is the file's."""

    name: str
    report: Report


class Difference(Struct, frozen=True, kw_only=True, gc=False):
    """What differs, what counts first. `notes`: what keeps the two from being compared in full.

    `verdicts_compared`: whether both were probed, from places of one kind, or neither was.
    """

    old: Side
    new: Side
    exposures: tuple[ExposureChange, ...]
    findings: tuple[FindingChange, ...]
    verdicts_compared: bool
    notes: tuple[str, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether anything is, as far as is known."""
        return any(c.worse for c in self.exposures) or any(c.worse for c in self.findings)
