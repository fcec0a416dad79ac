"""The part of `"schema": "kprobe/v1"` that says what was asked for and what a policy did; the same rules as in `v1`."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Ignored(Struct, frozen=True, kw_only=True):
    """Why a finding counts for nothing, to the end of which day (UTC; null: for ever), and by whose word.

    `by` is the policy's file, or the object whose annotation asks for it and may.
    """

    reason: str
    until: date | None
    by: str


class Narrowed(Struct, frozen=True, kw_only=True):
    """The part of the cluster that was looked at, by namespaces and label selector; empty: every one."""

    namespaces: tuple[str, ...]
    selector: str


class Shard(Struct, frozen=True, kw_only=True):
    """Which part of the ways in this run looked at: `index` from 0, `of` how many."""

    index: int
    of: int


class HeldAgainst(Struct, frozen=True, kw_only=True):
    """The files of the policy and the baseline, null for none."""

    policy: str | None
    baseline: str | None
