"""An exposed Service has neither a selector nor EndpointSlices of its own.

## Why it matters

Without a selector nobody fills in endpoints: somebody has to create an EndpointSlice that bears the label
`kubernetes.io/service-name` with the Service's name. An EndpointSlice without this label, or in another namespace,
belongs to nobody, and connections are refused.

## Example

```yaml
kind: EndpointSlice
metadata:
  labels: {kubernetes.io/service-name: legacy}   # must be there
```

## How to fix

Create the EndpointSlice with the label, or give the Service a selector.

## Sources

Rows SV-20, SV-23; Kubernetes documentation: Services without selectors; KEP-4974 (Endpoints API deprecated).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import exposed_services, ports_text
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import SERVICE_NAME_LABEL, Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for exposed in exposed_services(cluster, exposures, EndpointState.NO_SLICES):
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} has nobody behind it: {exposed.ports[0].endpoints.reason}",
            evidence=(f"exposed: {ports_text(exposed)}",),
            fix=(
                f"Create an EndpointSlice with label {SERVICE_NAME_LABEL}={exposed.ref.name} in its namespace.",
                "Or give the Service a selector.",
            ),
            exposures=exposed.exposures,
        )


CHECK = Check(
    code="KP305",
    slug="service-without-endpoints-object",
    severity=Severity.ERROR,
    title="An exposed Service has neither a selector nor EndpointSlices",
    run=run,
)
