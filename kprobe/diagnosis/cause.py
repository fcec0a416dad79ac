"""What a cause is: one explanation of what was seen at one entry."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.exposure import Exposure
from kprobe.model.fault import Fault
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


class When(StrEnum):
    """Which entries a cause is asked about.

    Untold are those that were tried without learning whether they work, lacking those of an IP family that their
    process does not serve.
    """

    FAILING = "failing"
    UNEXPECTED = "unexpected"
    FLAKY = "flaky"
    ANSWERING = "answering"
    UNTOLD = "untold"
    LACKING = "lacking"


class Explanation(Struct, frozen=True, kw_only=True):
    """Why an entry does what it does. `finding`: the check's finding that says the same, where there is one.

    `yields_to`: ids of findings of other causes that say the same from nearer by, should the run make them.
    """

    confidence: Confidence
    subject: Ref
    message: str
    evidence: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    finding: Finding | None = None
    severity: Severity | None = None
    detail: str = ""
    yields_to: tuple[str, ...] = ()

    def finding_of(self, fault: Fault, exposure: Exposure) -> Finding:
        """What it says, as a finding of that kind about one way in."""
        return fault.finding(
            self.subject,
            self.message,
            severity=self.severity,
            confidence=self.confidence,
            detail=self.detail,
            evidence=self.evidence,
            fix=self.fix,
            exposures=(exposure,),
        )


class Cause(Fault, frozen=True, kw_only=True):
    """One explanation in the catalogue; the lowest `rank` that explains an entry wins. It is asked `when`, and `also`.

    `code` and `severity` are those of the finding that it makes; "" where it points to a check's finding. `link` is the
    step of the route that it points to, though the API shows no fault there.
    """

    code: str = ""
    title: str = ""
    severity: Severity = Severity.ERROR
    rank: int
    when: When
    explain: Callable[[Case, EntryCase], Explanation | None]
    also: When | None = None
    link: str = ""

    @property
    def told_by(self) -> Callable[[Case, EntryCase], Explanation | None]:
        """See Fault."""
        return self.explain
