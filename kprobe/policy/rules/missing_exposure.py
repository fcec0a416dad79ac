"""A way in that the policy expects does not exist.

## Why it matters

`exposed` in kprobe.yaml names a way in that should be there, and nothing in the cluster fits it: it was deleted,
renamed or moved to another port, scope or namespace, and whoever relied on it finds nobody there.

One that exists and does not answer is not missing; its own findings say why. Nothing is said where not all of the
cluster was looked at (`-n`, `-l`), nor where the objects that would open it could not be read: the gap says that.

## Example

```yaml
exposed:
- {kind: node-port, namespace: shop, port: 30080}    # the Service has 30081 now
```

## How to fix

Bring it back, or correct the list. An entry that need not fit anything at all times takes `optional: true`.

## Sources

docs/policy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.finding import Finding, Severity
from kprobe.policy.expecting import expects, may_be_hidden
from kprobe.policy.holding import Holding
from kprobe.policy.rule import Rule


def run(holding: Holding) -> Iterator[Finding]:
    """Once an entry of the list."""
    report = holding.report
    if report.partial:
        return
    for expected in holding.policy.exposed or ():
        if expected.optional or may_be_hidden(expected, report.gaps):
            continue
        if not any(expects(expected, item.exposure) for item in report.exposures):
            yield RULE.finding(
                holding.file,
                f"no way in fits what is expected: {expected}",
                detail=str(expected),
                fix=("Bring it back, correct the entry, or give it optional: true.",),
            )


RULE = Rule(
    code="KP914",
    slug="missing-exposure",
    severity=Severity.ERROR,
    title="A way in that the policy expects does not exist",
    run=run,
)
