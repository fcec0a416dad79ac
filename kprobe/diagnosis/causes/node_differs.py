"""One node fails where others answer: something on that node, or on the way to it, is in the way.

## Why it matters

Clients and load balancers that spread over the nodes lose the share of this one. Silence points to a firewall or to a
broken way from that node to the pods, a rejection to a firewall, a refusal to a service proxy that has not written
its rules there.

## Example

```
node2 does not answer at port 30080 (no answer) while others do
```

## How to fix

Look at that node's firewall, its service proxy (kube-proxy's pod and log, or the agent of an eBPF data plane), and
the overlay between it and the pods' nodes.

## Sources

Rows NP-16, NP-17, NP-19, NP-28; Kubernetes documentation: Debug Services.
"""

from __future__ import annotations

from kprobe.cluster.nodes import node_ref
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import seen, witness, worth_knowing
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Silent, rejected or refused on one node, open on another (rows S-12, HN-22, NP-11, NP-16, NP-17, NP-28)."""
    here, node = entry.observation, entry.entry.node
    others = [e for e in case.working if e.entry.node not in {None, node}]
    if node is None or here is None or not others or entry.open:
        return None
    drops = "a firewall there drops it, or the way from there to the pods is broken"
    why = {
        PortState.FILTERED: drops,
        PortState.OPEN_FILTERED: drops,
        PortState.UNREACHABLE: "a firewall there rejects it, or nothing lives at the address",
    }.get(here.state or PortState.CLOSED, "no service proxy has programmed it there, or a firewall rejects it")
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=node_ref(node),
        message=f"{node} does not answer at port {entry.entry.port} ({seen(here)}) while others do: {why}",
        evidence=(witness(entry), *(witness(e) for e in others[:2]), *worth_knowing(entry)),
        fix=(f"Look at the firewall and the service proxy of {node}.",),
        detail=f"{entry.entry.port}/{entry.entry.protocol.value}",
    )


CAUSE = Cause(
    slug="node-differs",
    rank=35,
    when=When.FAILING,
    explain=explain,
    link="node",
    code="KP802",
    title="One node does not answer",
)
