"""A hand-made endpoint of an exposed Service has several addresses, of which only the first is used.

## Why it matters

The addresses of one endpoint are meant to be equal, so that service proxies take the first and pass over the rest. Who
lists several servers in one endpoint gets traffic at one of them: no spreading, no fallback when it dies.

## Example

```yaml
endpoints:
- addresses: [192.0.2.5, 192.0.2.6]     # 192.0.2.6 never gets a connection
```

## How to fix

Give each address an endpoint of its own.

## Sources

Row SV-22; Kubernetes: `pkg/proxy/endpointslicecache.go`, discovery/v1 Endpoint (`addresses`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import SERVICE_NAME_LABEL, Cluster
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    exposed = set(exposures.services)
    ignored: dict[Ref, list[str]] = {}
    for item in cluster.snapshot.endpoint_slices:
        name = (item.metadata.labels or {}).get(SERVICE_NAME_LABEL, "")
        ref = Ref(kind="Service", namespace=item.metadata.namespace, name=name)
        if ref in exposed:
            extra = [a for e in item.endpoints or () for a in (e.addresses or ())[1:]]
            ignored.setdefault(ref, []).extend(extra)
    for ref, addresses in ignored.items():
        if addresses:
            yield CHECK.finding(
                ref,
                f"endpoints of {ref} list {listed(sorted(addresses))}, which no service proxy uses",
                evidence=("only the first address of an endpoint gets traffic",),
                fix=("Give each address an endpoint of its own in the EndpointSlice.",),
                exposures=exposures.of_service(ref),
            )


CHECK = Check(
    code="KP310",
    slug="endpoint-addresses-ignored",
    severity=Severity.INFO,
    title="Addresses of an endpoint that get no traffic",
    run=run,
)
