"""What an operator's policy and baseline did to a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRequest:
    """What the annotation `kprobe.dev/ignore` of an object asks for: to ignore `code` about it, for a `reason`.

    `code` is "" where the text cannot be read; `reason` is that text then.
    """

    subject: Ref
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A finding that counts for nothing, why, to the end of which day (None: for ever), and by whose word.

    `by` is the file that says so ("kprobe.yaml"), or the object whose annotation does ("Service shop/web").
    """

    finding: Finding
    reason: str
    until: date | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgainst:
    """What a report was held against, by the files' names; "" for none."""

    policy: str = ""
    baseline: str = ""
