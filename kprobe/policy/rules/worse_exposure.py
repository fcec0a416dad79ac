"""A way in works less well than the baseline has it.

## Why it matters

A finding that the baseline accepts may break more from one day to the next: the node that was not ready has other
Services' pods now. Its id is the same, so that it counts for nothing; this says what it breaks in addition.

It is said only where no new finding is about the way in: that would be the same news twice. What was not probed, or is
not known, now or then, is not compared; nor are reports from outside with those from a node or a pod.

## Example

```
node-port 30080 of Service shop/web was reachable in the baseline and is unreachable
```

## How to fix

Mend the cause: `kprobe why` tells it. Or accept it, with a baseline written anew (`--write-baseline`).

## Sources

docs/policy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.policy.holding import Holding
from kprobe.policy.rule import Rule
from kprobe.policy.state import worsened
from kprobe.policy.wording import way


def run(holding: Holding) -> Iterator[Finding]:
    """Once a way in."""
    baseline, report = holding.baseline, holding.report
    if baseline is None or not report.probed or baseline.vantage is not report.vantage.kind:
        return
    told = {i for f in report.findings if holding.is_new(f) and f.severity is not Severity.INFO for i in f.exposures}
    for item in report.exposures:
        before = baseline.exposures.get(item.exposure.id)
        if before is None or item.exposure.id in told or not worsened(before.verdict, item.verdict):
            continue
        because = item.diagnosis
        yield RULE.finding(
            item.exposure.source,
            f"{way(item.exposure)} was {before.verdict} in the baseline and is {item.verdict}",
            severity=Severity.WARNING if item.verdict is Verdict.DEGRADED else Severity.ERROR,
            confidence=because.confidence if because else Confidence.CERTAIN,
            detail=item.exposure.id,
            evidence=(because.message,) if because else (),
            fix=because.fix if because else (),
            exposures=(item.exposure.id,),
        )


RULE = Rule(
    code="KP917",
    slug="worse-exposure",
    severity=Severity.ERROR,
    title="A way in works less well than the baseline has it",
    run=run,
)
