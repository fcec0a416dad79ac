"""Why an exposure does or does not work."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.finding import Confidence
from kprobe.model.refs import Ref


class Verdict(StrEnum):
    """Per exposure; see docs/architecture.md for the rules."""

    REACHABLE = "reachable"
    DEGRADED = "degraded"
    UNREACHABLE = "unreachable"
    UNEXPECTED = "unexpected"
    UNKNOWN = "unknown"
    NOT_PROBED = "not-probed"

    @property
    def rank(self) -> int:
        """0 for the worst: how tables sort."""
        return ("unreachable", "degraded", "unexpected", "unknown", "not-probed", "reachable").index(self.value)


class Diagnosis(Struct, frozen=True, kw_only=True, gc=False):
    """The cause in the catalogue's words (`cause`: a slug), how sure it is, and the id of the finding that has it.

    `link`: the step of the route that the symptom points to, "" for none (a firewall on the way is no step).
    """

    cause: str
    confidence: Confidence
    subject: Ref
    message: str
    evidence: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    finding: str = ""
    link: str = ""
