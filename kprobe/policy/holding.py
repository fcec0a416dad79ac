"""A report with everything that is held against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date

from msgspec import Struct, field

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref
from kprobe.model.report import Report
from kprobe.policy.baseline import Baseline
from kprobe.policy.policy import NO_POLICY, Ignore, Policy


class Holding(Struct, frozen=True, kw_only=True):
    """What a rule is given. `taken`: how many findings each ignore of the policy fits, expired or not."""

    report: Report
    policy: Policy = NO_POLICY
    baseline: Baseline | None = None
    taken: Mapping[Ignore, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which the report was made (UTC)."""
        return self.report.generated.astimezone(UTC).date()

    @property
    def complete(self) -> bool:
        """Whether that something is not in the report proves that it does not exist."""
        report = self.report
        return not report.partial and not report.interrupted and all(gap.advisory for gap in report.gaps)

    @property
    def file(self) -> Ref:
        """The policy as the subject of what is wrong with itself."""
        return Ref(kind="Policy", name=self.policy.name)

    def is_new(self, finding: Finding) -> bool:
        """Whether the baseline does not have a finding, or has it milder; without a baseline everything is new."""
        return self.baseline is None or not self.baseline.accepts(finding)
