"""An exposed Service sends traffic to pods that are not ready, because it asks for that.

## Why it matters

`publishNotReadyAddresses: true` marks every pod's endpoint as ready, whatever its probes say. It is meant for the
members of a cluster that have to find each other before they are ready. Behind a way in from outside it means that
clients reach pods that cannot serve them: some requests fail, or all.

## Example

```yaml
publishNotReadyAddresses: true     # and pod web-1: container app waits: CrashLoopBackOff
```

## How to fix

Take `publishNotReadyAddresses` out of the Service that clients use; keep a second, headless one for the members.

## Sources

Row SV-12; Kubernetes: Service API (`publishNotReadyAddresses`), `endpointslice/utils.go` (podToEndpoint).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import exposed_services, ports_text
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.pod_state import troubles
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.pods import ready
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for exposed in exposed_services(cluster, exposures, EndpointState.USABLE):
        pods = exposed.ports[0].endpoints.selected
        sick = [p for p in pods if not ready(p)]
        if not exposed.service.spec.publish_not_ready_addresses or not sick:
            continue
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} sends to {len(sick)} of its {len(pods)} pods although they are not ready",
            evidence=(f"exposed: {ports_text(exposed)}", "publishNotReadyAddresses is true", *troubles(sick)),
            fix=("Take publishNotReadyAddresses out of the Service that clients use.",),
            exposures=exposed.exposures,
        )


CHECK = Check(
    code="KP309",
    slug="unready-pods-published",
    severity=Severity.INFO,
    title="Traffic goes to pods that are not ready, by request",
    run=run,
)
