"""A process on a node's own port answers over one IP family only.

## Why it matters

It binds `0.0.0.0`, say, and not `::`, or the pod behind a host port has an address of one family. Clients of the
other family are refused; whether any are meant to come is not in the API.

## Example

```
port 9100 is not served over IPv6; the node's other address answers
```

## How to fix

If clients of the other family are meant to come, make the process listen on both, and the pod dual-stack.

## Sources

Rows HP-12, HN-2; core/v1 PodStatus, podIPs.
"""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Refused at one family's address of a node, answered at the other's."""
    missing = family(entry.entry.address)
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.workload or case.exposure.source,
        message=f"port {entry.entry.port} is not served over {missing}; the node's other address answers",
        evidence=(witness(entry),),
        fix=(f"If {missing} clients are meant to come, make the process listen on both families.",),
        detail=f"{entry.entry.port}/{missing}",
    )


CAUSE = Cause(
    slug="one-family",
    rank=85,
    when=When.LACKING,
    explain=explain,
    link="process",
    code="KP816",
    title="Answers over one IP family only",
    severity=Severity.INFO,
)
