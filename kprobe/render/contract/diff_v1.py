"""The types of `"schema": "kprobe-diff/v1"`; the same rules as in `v1`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from kprobe.render.contract.v1 import Finding, Kprobe, Ref, Vantage, Verdict
from kprobe.render.contract.v1_policy import Narrowed, Shard

SCHEMA = "kprobe-diff/v1"

Change = Literal["new", "changed", "gone", "not-known-before", "no-longer-known"]


class Side(Struct, frozen=True, kw_only=True):
    """One of the two reports; `name` is the file's. `complete`: everything was read, and the run went to its end."""

    name: str
    generated: datetime
    context: str
    server: str
    version: str
    vantage: Vantage
    probed: bool
    complete: bool
    exposures: int
    findings: int
    narrowed: Narrowed | UnsetType = UNSET
    shard: Shard | UnsetType = UNSET


class State(Struct, frozen=True, kw_only=True):
    """How a way in stood."""

    scope: Literal["internet", "private", "loopback", "unknown"]
    verdict: Verdict


class ExposureChange(Struct, frozen=True, kw_only=True):
    """What became of a way in; `before` and `after` are null where the report does not have it.

    `opened`: it is open to the internet and was not. `worse` says what is, in words; empty: nothing. `reason` says why
    it was, or is, not known, else null.
    """

    id: str
    change: Change
    opened: bool
    worse: tuple[str, ...]
    reason: str | None
    kind: str
    source: Ref
    before: State | None
    after: State | None


class FindingChange(Struct, frozen=True, kw_only=True):
    """What became of a finding; `before` and `after` are null where the report does not have it.

    `worse`: it counts for the exit code. `reason` says why it was, or is, not known, or that it was, or is, ignored,
    else null.
    """

    id: str
    change: Change
    worse: bool
    reason: str | None
    before: Finding | None
    after: Finding | None


class Summary(Struct, frozen=True, kw_only=True):
    """Counts by change, zeros included. `opened` are ways in; `worse` are ways in and findings together."""

    opened: int
    worse: int
    exposures: dict[str, int]
    findings: dict[str, int]


class Diff(Struct, frozen=True, kw_only=True):
    """A whole difference; what counts comes first in both lists. What is the same in both reports is in neither.

    `verdicts_compared`: false where only one of the two was probed, or they were from different kinds of places.
    """

    schema: Literal["kprobe-diff/v1"]
    kprobe: Kprobe
    old: Side
    new: Side
    worse: bool
    verdicts_compared: bool
    notes: tuple[str, ...]
    exposures: tuple[ExposureChange, ...]
    findings: tuple[FindingChange, ...]
    summary: Summary
