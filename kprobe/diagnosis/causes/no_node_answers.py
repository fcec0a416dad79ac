"""Not one of the cluster's nodes gives a sign of life at any port: they are not reachable from here.

## Why it matters

Nodes usually have private addresses behind a firewall or security group, and only load balancers are meant to be
reached from outside. It is one fact, not one for each NodePort and host port.

## Example

```
no node answers from here at any port that was tried: a firewall or a missing route stands between
```

## How to fix

Scan from where clients stand, or let the ports through. Without either, `--no-probe` shows what the configuration
alone says.

## Sources

Rows NP-16, NP-30, S-3; core/v1 Node, status.addresses.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import private_address, witness, worth_knowing
from kprobe.model.finding import Confidence
from kprobe.model.refs import Ref


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Silent, like every other node address that was knocked on (rows NP-16, NP-18, NP-30, S-3)."""
    if not case.around.nodes_silent or entry.entry.node is None or entry.open:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=Ref(kind="Cluster", name="nodes"),
        message="no node answers from here at any port that was tried: a firewall or a missing route stands between",
        evidence=(witness(entry), *worth_knowing(entry), *private_address(entry)),
        fix=("Scan from where clients stand, or let the ports through; without either, --no-probe shows the rest.",),
    )


CAUSE = Cause(
    slug="no-node-answers",
    rank=33,
    when=When.FAILING,
    explain=explain,
    code="KP817",
    title="No node answers from here",
)
