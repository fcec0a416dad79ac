"""What a rule is: something that only the operator's policy makes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kprobe.model.fault import Fault
from kprobe.model.finding import Finding
from kprobe.policy.holding import Holding


class Rule(Fault, frozen=True, kw_only=True):
    """One thing to hold against a report.

    `on_ignores`: it is about the ignores themselves, so that it is asked when they have been applied, and none applies
    to what it says.
    """

    run: Callable[[Holding], Iterable[Finding]]
    on_ignores: bool = False

    @property
    def told_by(self) -> Callable[[Holding], Iterable[Finding]]:
        """See Fault."""
        return self.run
