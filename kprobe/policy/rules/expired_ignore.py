"""An ignore has expired.

## Why it matters

The day that `until` names is over, so that what it ignored counts again. Somebody promised to look at it by then. Where
it fits nothing any more, it is for information: what it was for is gone, and so can it be.

## Example

```yaml
ignores:
- code: KP301
  object: Service/shop/legacy
  reason: moves to the new cluster in spring
  until: 2026-04-30
```

## How to fix

Mend what it ignored and delete it; or look again, and give it a later day and a reason that still holds.

## Sources

docs/policy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.finding import Finding, Severity
from kprobe.policy.holding import Holding
from kprobe.policy.rule import Rule


def run(holding: Holding) -> Iterator[Finding]:
    """Once an ignore; how many days ago is not said, as the message would change every day."""
    for ignore in holding.policy.ignores:
        if ignore.holds(holding.today):
            continue
        taken = holding.taken.get(ignore, 0)
        counts = (
            f"{taken} finding{' counts' if taken == 1 else 's count'} again" if taken else "nothing fits it any more"
        )
        yield RULE.finding(
            holding.file,
            f"the ignore of {ignore.selection} ended on {ignore.until}: {counts}",
            severity=Severity.WARNING if taken else Severity.INFO,
            detail=str(ignore.selection),
            evidence=(f"reason: {ignore.reason}",),
            fix=("Delete it." if not taken else "Mend what it fits, or give it a later day and a reason that holds.",),
        )


RULE = Rule(
    code="KP911",
    slug="expired-ignore",
    severity=Severity.WARNING,
    title="An ignore has expired",
    run=run,
    on_ignores=True,
)
