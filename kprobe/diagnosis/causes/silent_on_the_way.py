"""Nobody answers at all, although every link is sound: something on the way to the nodes drops or rejects it.

## Why it matters

A refusal would come from the cluster; silence usually comes from before it. Cloud security groups drop, some
firewalls reject with "administratively prohibited", and private addresses have no route from outside. None of it is
in the API. A process that hangs is silent as well, once its queue of connections is full.

## Example

```
port 30080 does not answer although its configuration is sound: a firewall,
a security group or a missing route stands between, or its process hangs
```

## How to fix

Let the port through from where you stand, or probe from where clients stand. With nftables mode, kube-proxy opens no
host firewall: the NodePort range has to be let in there as well.

## Sources

Rows S-3, S-4, NP-16, NP-17, NP-30; Linux net/ipv4/icmp.c for what each refusal looks like; listen(2) for the queue.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import private_address, witness, worth_knowing
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.routes.endpoints_link import BY_HAND
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS

_HANGS = "If nothing stands between, see that the process still accepts: kubectl exec … -- ss -ltn shows a full queue."


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Filtered or unreachable at every entry (rows S-3, S-4, HN-22, NP-11, NP-16, NP-17, NP-18, NP-30)."""
    seen = entry.observation
    if seen is None or seen.state not in {PortState.FILTERED, PortState.UNREACHABLE}:
        return None
    exposure = case.exposure
    by_hand = next((e for e in entry.links if e.link == ENDPOINTS and e.reason.endswith(BY_HAND)), None)
    if by_hand is not None and exposure.service is not None:
        where = ", ".join(by_hand.evidence)
        return Explanation(
            confidence=Confidence.POSSIBLE,
            subject=exposure.service,
            message=f"{exposure.service} has endpoints {BY_HAND}, {where}: nothing answers there, "
            "or a firewall stands on the way",
            evidence=(*(witness(e) for e in case.failing[:3]), *worth_knowing(entry)),
            fix=("See that the addresses in the EndpointSlice live, and that nodes reach them.",),
            detail=str(exposure.port),
        )
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=exposure.source,
        message=f"port {entry.entry.port} does not answer although its configuration is sound: "
        f"a firewall, a security group or a missing route stands between{_or_hangs(seen.state)}",
        evidence=(*(witness(e) for e in case.failing[:3]), *worth_knowing(entry), *private_address(entry)),
        fix=(
            f"Let {entry.entry.protocol.value} port {entry.entry.port} through from where you stand.",
            *((_HANGS,) if _or_hangs(seen.state) else ()),
        ),
        detail=str(exposure.port),
    )


def _or_hangs(state: PortState | None) -> str:
    """A process that accepts no more lets its queue fill up, and the kernel says nothing to whoever comes then."""
    return ", or its process hangs" if state is PortState.FILTERED else ""


CAUSE = Cause(
    slug="silent-on-the-way", rank=50, when=When.FAILING, explain=explain, code="KP803", title="Nobody answers"
)
