"""An Ingress answers, but another one claims its host and path: whose backend it was is not known.

## Why it matters

With Traefik each replica picks a winner of its own, so that the answer may change from node to node, and an answer does
not tell which Ingress gave it. KP506 reports the two.

## Example

```
it answers, for itself or for another: Ingress shop/new claims shop.example/ as well; which of them is served, each
replica of Traefik decides for itself
```

## How to fix

Delete one, or give it another host or path.

## Sources

Row IN-15, as measured.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.shared_place import contested
from kprobe.model.finding import Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Where each replica of the controller picks a winner of its own, or nobody knows who wins (row IN-15)."""
    return contested(case, entry, "answers")


CAUSE = Cause(
    slug="contested-rule",
    rank=73,
    when=When.ANSWERING,
    explain=explain,
    title="Two Ingresses at one host and path",
    severity=Severity.WARNING,
)
