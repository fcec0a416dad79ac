"""Every host port that was tried refuses, of several workloads: most likely nothing maps host ports here at all.

## Why it matters

The API server and the scheduler accept hostPort wherever it stands; whether it does anything is up to the CNI: the
portmap plugin in its chain, or a data plane of its own. Nothing in the API tells. It is asked for only where the host
ports of three workloads or more were tried.

## Example

```
every host port refuses, of several workloads: most likely the CNI maps none
```

## How to fix

Chain the portmap plugin (`capabilities.portMappings`), or switch on the CNI's own host ports. Pods that were made
before stay without a mapping until they are made anew.

## Sources

Row HP-1; kubernetes/kubernetes #31307; Cilium documentation: portmap (HostPort).
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
    """Refused, like every other sound host port (row HP-1)."""
    refused = entry.observation is not None and entry.observation.state is PortState.CLOSED
    if not case.around.maps_nothing or case.exposure.kind != "host-port" or not refused or entry.doomed:
        return None
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=Ref(kind="Cluster", name="host-ports"),
        message="every host port refuses, of several workloads: most likely the CNI maps none",
        evidence=(witness(entry),),
        fix=("Chain the portmap plugin, or switch on the CNI's own host ports; then make the pods anew.",),
    )


CAUSE = Cause(
    slug="no-host-port-mapped",
    rank=39,
    when=When.FAILING,
    explain=explain,
    link="host-port",
    code="KP828",
    title="No host port is mapped",
)
