"""A NodePort answers on the nodes that have a pod of it, and on no other: traffic between nodes does not arrive.

## Why it matters

A service proxy sends a connection to a pod wherever it runs, through the pod network. Where the nodes of the pods
answer and two or more others are silent, that network is cut: an overlay's UDP port, a security group between nodes,
the MTU. Everything that spans nodes suffers, not this Service alone. Firewalls on just those nodes look the same.

## Example

```
NodePorts answer only on nodes that have a pod of theirs: traffic between nodes does not arrive
```

## How to fix

Let the pod network through between nodes (VXLAN: UDP 8472 or 4789), and look at its MTU and the CNI's own health.

## Sources

Row NP-28; Kubernetes documentation: Debug Services.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.refs import Ref


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Silent on two nodes or more without a pod, open on all that have one (row NP-28)."""
    local = {e.entry: e.local for e in case.route.entries}
    if case.exposure.kind != "node-port" or not case.working or entry.entry.node is None:
        return None
    silent = [e for e in case.owed if e.observation and e.observation.state is PortState.FILTERED]
    alike = all(local[e.entry] is True for e in case.working) and all(local[e.entry] is False for e in silent)
    if entry not in silent or len(silent) != len(case.failing) or not alike or len({e.entry.node for e in silent}) < 2:
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=Ref(kind="Cluster", name="pod-network"),
        message="NodePorts answer only on nodes that have a pod of theirs: traffic between nodes does not arrive",
        evidence=(*(witness(e) for e in silent[:2]), *(witness(e) for e in case.working[:2])),
        fix=("Let the pod network through between nodes (VXLAN: UDP 8472 or 4789), and look at its MTU.",),
    )


CAUSE = Cause(
    slug="between-nodes",
    rank=31,
    when=When.FAILING,
    explain=explain,
    link="node",
    code="KP827",
    title="Traffic between nodes does not arrive",
)
