"""A dual-stack Service answers over one IP family and refuses the other, at every address: its process lacks it.

## Why it matters

The Service has an address in both families and ready endpoints in both, yet the process in the pods binds one family
only (`0.0.0.0`, say, and not `::`). Clients of the other family are refused on every node, so no node is to blame; the
endpoints look healthy, as readiness probes ask the pod's first address alone.

## Example

```yaml
ipFamilies: [IPv4, IPv6]     # and the process listens on 0.0.0.0:8080
```

## How to fix

Make the process listen on both families (`::` without IPV6_V6ONLY), or make the Service single-stack.

## Sources

Rows DS-7, SV-10, NP-12; Kubernetes documentation: IPv4/IPv6 dual-stack; core/v1 PodStatus, podIP (the first one is
what probes ask).
"""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Refused at every address of one family that was tried, open at every one of the other (row DS-7)."""
    service, missing = case.exposure.service, family(entry.entry.address)
    if service is None or case.exposure.kind == "ingress" or entry.prediction is None or not entry.prediction.works:
        return None
    tried = [e for e in case.tried if not e.intended and not e.doomed]
    same = [e for e in tried if family(e.entry.address) == missing]
    others = [e for e in tried if family(e.entry.address) not in {missing, ""}]
    refused = all(e.observation is not None and e.observation.state is PortState.CLOSED for e in same)
    if not refused or not others or not all(e.open and (not e.flaky or e.slow_at_times) for e in others):
        return None
    answered = family(others[0].entry.address)
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=service,
        message=f"{service} answers over {answered} and refuses over {missing}: "
        f"the process in its pods does not listen on {missing}",
        evidence=(witness(entry), *(witness(e) for e in others[:2])),
        fix=(f"Make the process listen on both families, or take {missing} out of spec.ipFamilies.",),
        detail=f"{case.port_detail}/{missing}",
    )


CAUSE = Cause(
    slug="family-refused",
    rank=29,
    when=When.FAILING,
    explain=explain,
    link="process",
    code="KP818",
    title="A dual-stack Service refuses one IP family",
)
