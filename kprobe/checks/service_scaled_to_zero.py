"""Nobody stands behind an exposed Service, because its workload is scaled to zero.

## Why it matters

Clients are refused, as with a wrong selector, but nothing is wrong with the configuration: somebody, or an autoscaler,
asked for no pods. The selector matches the labels of the workload's pod template, so that the Service works again as
soon as the workload has pods. Hence information only; the way in is unreachable all the same.

## Example

```
NAME                  READY
deployment.apps/web   0/0
```

## How to fix

`kubectl scale --replicas=1`, if it is meant to run; otherwise leave it.

## Sources

Rows SV-1, DS-1; Kubernetes: Deployment and StatefulSet API (`spec.replicas`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import exposed_services, ports_text
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState, selector_text
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for exposed in exposed_services(cluster, exposures, EndpointState.SCALED_TO_ZERO):
        endpoints = exposed.ports[0].endpoints
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} has nobody behind it: {endpoints.reason}",
            evidence=(
                f"exposed: {ports_text(exposed)}",
                f"its selector {selector_text(exposed.service)} fits the pods that the workload would make",
            ),
            fix=tuple(f"If {maker} is meant to run, scale it up." for maker in endpoints.makers),
            exposures=exposed.exposures,
        )


CHECK = Check(
    code="KP306",
    slug="service-scaled-to-zero",
    severity=Severity.INFO,
    title="The workload behind an exposed Service is scaled to zero",
    run=run,
)
