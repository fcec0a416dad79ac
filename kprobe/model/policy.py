"""What an operator's policy and baseline did to a report."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref


class IgnoreRequest(Struct, frozen=True, kw_only=True, gc=False):
    """What the annotation `kprobe.dev/ignore` of an object asks for: to ignore `code` about it, for a `reason`.

    `code` is "" where the text cannot be read; `reason` is that text then.
    """

    subject: Ref
    code: str
    reason: str


class Ignored(Struct, frozen=True, kw_only=True, gc=False):
    """A finding that counts for nothing, why, to the end of which day (None: for ever), and by whose word.

    `by` is the file that says so ("kprobe.yaml"), or the object whose annotation does ("Service shop/web").
    """

    finding: Finding
    reason: str
    until: date | None
    by: str


class HeldAgainst(Struct, frozen=True, kw_only=True, gc=False):
    """What a report was held against, by the files' names; "" for none."""

    policy: str = ""
    baseline: str = ""
