"""A host name leads to several addresses, and at some of them nothing answers, or another server does.

## Why it matters

Clients choose an address as they like: some get through, others wait or meet somebody else, and the next try
may differ. Whether a server knows the host is told by what it answers to a host that nobody serves.

## Example

```
shop.example leads to 2 addresses, of which 192.0.2.99 does not answer; the cluster does not know 192.0.2.99
```

## How to fix

Take the dead and foreign addresses out of the DNS records, or revive what is there.

## Sources

Row S-12.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import AddressResult, Author


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """By name, told apart by address: some answer every time, some never (row S-12)."""
    seen = entry.observation
    if seen is None or not seen.at:
        return None
    name, foreign = entry.entry.address, tuple(one.address for one in entry.foreign)
    dead = tuple(one.address for one in seen.at if one.attempts and not one.succeeded and one.address not in foreign)
    if not (dead or foreign) or len(dead) + len(foreign) == len(seen.at):
        return None
    known = {e.entry.address for e in case.entries if not e.by_name}
    strange = [address for address in dead if address not in known]
    hint = f"; the cluster does not know {', '.join(strange[:3])}" if known and strange else ""
    told = [f"{', '.join(dead[:3])} {_do(dead)} not answer"] if dead else []
    if foreign:
        told.append(f"{', '.join(foreign[:3])} {_do(foreign)} not know the host and answer{_s(foreign)} all the same")
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"{name} leads to {len(seen.at)} addresses, of which {' and '.join(told)}{hint}",
        evidence=tuple(_line(one) for one in seen.at[:4]),
        fix=(f"Take these addresses out of the DNS records of {name}, or revive what is there.",),
        detail=name,
    )


def _do(some: tuple[str, ...]) -> str:
    return "does" if len(some) == 1 else "do"


def _s(some: tuple[str, ...]) -> str:
    return "s" if len(some) == 1 else ""


def _line(one: AddressResult) -> str:
    what = one.error or (one.state.value if one.state else "no result")
    who = " as for any host" if one.author is Author.ROUTER else ""
    return f"{one.address}: {f'answers{who}' if one.succeeded else what}, {one.succeeded} of {one.attempts}"


CAUSE = Cause(
    slug="name-half-dead",
    rank=68,
    when=When.FLAKY,
    explain=explain,
    link="dns",
    code="KP844",
    title="A name leads to a dead or foreign address as well",
    severity=Severity.WARNING,
)
