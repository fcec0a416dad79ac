"""An ignore fits nothing.

## Why it matters

What it was for is mended, or its pattern has a mistake and ignores nothing that it should. Left alone, it would one day
hide something else that it happens to fit.

It is said only where all of the cluster was looked at, and probed if what is ignored is found by probing: of a scan
with `-n` or `-l`, or with something that could not be read, nobody knows what an ignore would have fitted.

## Example

```yaml
ignores:
- code: KP301
  object: Services/shop/web    # the kind is Service
  reason: not launched yet
```

## How to fix

Delete it, or correct the pattern: `kprobe scan -o wide` shows the code and the object of every finding.

## Sources

docs/policy.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kprobe.model.finding import Finding, Severity
from kprobe.policy.holding import Holding
from kprobe.policy.policy import Ignore
from kprobe.policy.rule import Rule


def run(holding: Holding) -> Iterator[Finding]:
    """Once an ignore; one that has expired has a finding already."""
    if not holding.complete:
        return
    for ignore in holding.policy.ignores:
        unasked = not holding.report.probed and _of_probing(ignore)
        if ignore.holds(holding.today) and not holding.taken.get(ignore, 0) and not unasked:
            yield RULE.finding(
                holding.file,
                f"the ignore of {ignore.selection} fits nothing",
                detail=str(ignore.selection),
                evidence=(f"reason: {ignore.reason}",),
                fix=("Delete it, or correct its pattern: kprobe scan -o wide shows every finding's code and object.",),
            )


def _of_probing(ignore: Ignore) -> bool:
    """Whether it may fit what only a probe shows (KP8); a pattern or a name may stand for anything."""
    codes = ignore.selection.codes
    return not codes or not all(re.match(r"KP[1-7]", code) for code in codes)


RULE = Rule(
    code="KP912",
    slug="unused-ignore",
    severity=Severity.INFO,
    title="An ignore fits nothing",
    run=run,
    on_ignores=True,
)
