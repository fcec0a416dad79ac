"""What credentials may read, and what a scan with them would not know."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.snapshot import Gap


class Allowed(StrEnum):
    """Whether something may be read; `partly`: in some namespaces only."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNKNOWN = "unknown"


class Right(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that is read, as an RBAC rule has it: `url` for what is no object, otherwise group and resource.

    `namespaces`: where it may be read if only `partly`. `effect`: what cannot be concluded without it, "" where that
    is known otherwise. `advisory`: a report without it is complete all the same. `detail`: the server's own words.
    """

    verb: str
    title: str
    allowed: Allowed
    group: str = ""
    resource: str = ""
    name: str = ""
    namespace: str = ""
    url: str = ""
    namespaces: tuple[str, ...] = ()
    effect: str = ""
    advisory: bool = False
    detail: str = ""


class Rights(Struct, frozen=True, kw_only=True, gc=False):
    """All of them, and the `gaps` that a scan would have for want of one."""

    context: str
    server: str
    rights: tuple[Right, ...]
    gaps: tuple[Gap, ...]

    @property
    def complete(self) -> bool:
        """Whether a scan with these credentials would be complete."""
        return all(gap.advisory for gap in self.gaps)
