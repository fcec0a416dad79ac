"""One node gives no sign of life at any port that was tried, while others answer.

## Why it matters

It is one fact, not one for each NodePort and host port of the node: the machine is down, or a firewall drops everything
that comes to it from here. For some forty seconds after it fell the API still calls such a node Ready, and its pods
endpoints, so that every node sends it a share of the connections.

## Example

```
node3 gives no sign of life at any of the ports that were tried, while other nodes answer: it is down, cut off, or
firewalled from here
```

## How to fix

Look at the machine. Until it is back keep clients off its addresses; Kubernetes takes its pods out of Services once it
has noticed (kubectl get nodes).

## Sources

Rows S-3, S-4, NP-16; kube-controller-manager, --node-monitor-grace-period.
"""

from __future__ import annotations

from kprobe.cluster.nodes import node_ref
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState

_SILENT = frozenset({PortState.FILTERED, PortState.UNREACHABLE})


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Silent like every other port of its node that was knocked on (rows S-3, S-4, NP-16)."""
    node, seen = entry.entry.node, entry.observation
    if node is None or node not in case.around.silent_nodes or seen is None or seen.state not in _SILENT:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=node_ref(node),
        message=f"{node} gives no sign of life at any of the ports that were tried, while other nodes answer: "
        "it is down, cut off, or firewalled from here",
        evidence=(witness(entry),),
        fix=(f"Look at the machine: kubectl describe node {node}; until it is back keep clients off its addresses.",),
    )


CAUSE = Cause(
    slug="node-silent",
    rank=28,
    when=When.FAILING,
    explain=explain,
    link="node",
    code="KP821",
    title="One node gives no sign of life",
)
