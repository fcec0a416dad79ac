"""A host name leads to several addresses, and at some of them nothing answers.

## Why it matters

Clients choose an address as they like, so that some get through and others wait, and the next try may differ.

## Example

```
shop.example leads to 2 addresses, of which 192.0.2.99 does not answer; the cluster does not know 192.0.2.99
```

## How to fix

Take the dead addresses out of the DNS records, or revive what is there.

## Sources

Row S-12.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import AddressResult


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """By name, told apart by address: some answer every time, some never (row S-12)."""
    seen = entry.observation
    if seen is None or not seen.at:
        return None
    dead = [one for one in seen.at if one.attempts and not one.succeeded]
    alive = [one for one in seen.at if one.succeeded]
    if not dead or not alive:
        return None
    gone = ", ".join(one.address for one in dead[:3])
    known = {e.entry.address for e in case.entries if not e.by_name}
    foreign = [one.address for one in dead if one.address not in known]
    hint = f"; the cluster does not know {', '.join(foreign[:3])}" if known and foreign else ""
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"{entry.entry.address} leads to {len(seen.at)} addresses, of which {gone} does not answer{hint}",
        evidence=tuple(_line(one) for one in seen.at[:4]),
        fix=(f"Take the dead addresses out of the DNS records of {entry.entry.address}, or revive what is there.",),
        detail=entry.entry.address,
    )


def _line(one: AddressResult) -> str:
    what = one.error or (one.state.value if one.state else "no result")
    return f"{one.address}: {'answers' if one.succeeded else what}, {one.succeeded} of {one.attempts}"


CAUSE = Cause(
    slug="name-half-dead",
    rank=68,
    when=When.FLAKY,
    explain=explain,
    link="dns",
    code="KP844",
    title="A name leads to a dead address as well",
    severity=Severity.WARNING,
)
