"""What checks and the comparison say."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.refs import Ref


class Severity(StrEnum):
    """How bad it is for a client outside.

    error: no way through, or two claims fight now; warning: it works by accident or will break; info: worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return ("error", "warning", "info").index(self.value)


class Confidence(StrEnum):
    """certain: the API alone proves it; likely: API and symptom agree; possible: symptom only."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Place(Struct, frozen=True, kw_only=True, gc=False):
    """A line of a file, and its column, both from 1; `file` as the person gave it, "<stdin>" for standard input."""

    file: str
    line: int
    column: int = 1


class Finding(Struct, frozen=True, kw_only=True, gc=False):
    """One guilty object, once, with all that it breaks (`exposures`: ids).

    `detail` tells two findings of one code and subject apart (a port, a peer); it is part of the id. It must not
    change from run to run while the fault is the same. `place`: where the fault is written (manifests only); it is no
    part of the id, as lines move. `known`: whether the baseline has it, so that it counts for nothing; None where there
    is no baseline.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    subject: Ref
    message: str
    detail: str = ""
    evidence: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    exposures: tuple[str, ...] = ()
    place: Place | None = None
    known: bool | None = None

    @property
    def id(self) -> str:
        """Stable from run to run; what baselines and differences compare."""
        base = f"{self.code}/{self.subject.kind}/{self.subject.path}"
        return f"{base}/{self.detail}" if self.detail else base

    @property
    def of_policy(self) -> bool:
        """Whether only the operator's policy makes it one: it breaks no exposure, but is about them."""
        return self.code.startswith("KP91")

    @property
    def url(self) -> str:
        """Its documentation."""
        return documentation_url(self.code)


def documentation_url(code: str) -> str:
    """Where the page of a check or a cause is."""
    return f"https://github.com/kprobe/kprobe/blob/main/docs/checks/{code}.md"
