"""A way in that the baseline does not have, or that reaches further than it did.

## Why it matters

With `--baseline`, only what is new counts. This is a new way into the cluster, whether or not anything answers there
yet, or one that was open on a private address when the baseline was written and is open to the internet now.

What kprobe.yaml expects (`exposed`) is no news. A way in on a loopback address is for information: nobody outside gets
there.

## Example

```
node-port 30089 of Service shop/debug is new: the baseline does not have it
```

## How to fix

Close it; or accept it, with a baseline written anew (`--write-baseline`), or by name in `exposed`.

## Sources

docs/policy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.exposure import Scope
from kprobe.model.finding import Finding, Severity
from kprobe.policy.holding import Holding
from kprobe.policy.rule import Rule
from kprobe.policy.state import widened
from kprobe.policy.wording import SCOPES, way


def run(holding: Holding) -> Iterator[Finding]:
    """Once a way in."""
    if holding.baseline is None:
        return
    for item in holding.report.exposures:
        before, scope = holding.baseline.exposures.get(item.exposure.id), item.exposure.scope
        if item.expected or (before is not None and not widened(before.scope, scope)):
            continue
        what = "is new: the baseline does not have it" if before is None else f"is {SCOPES[scope]} now"
        yield RULE.finding(
            item.exposure.source,
            f"{way(item.exposure)} {what}",
            severity=Severity.INFO if scope is Scope.LOOPBACK else Severity.ERROR,
            detail=item.exposure.id,
            evidence=(
                f"scope: {scope}{f', {before.scope} in {holding.baseline.name}' if before else ''}",
                f"verdict: {item.verdict}",
            ),
            fix=("Close it, or accept it: --write-baseline, or exposed in kprobe.yaml.",),
            exposures=(item.exposure.id,),
        )


RULE = Rule(
    code="KP916",
    slug="new-exposure",
    severity=Severity.ERROR,
    title="A way in that the baseline does not have",
    run=run,
)
