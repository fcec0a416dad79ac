"""A port of an exposed Service matches no port of its endpoints.

## Why it matters

A named `targetPort` is looked up in each pod, by name *and* protocol. Where no pod has it, the endpoints stay ready but
carry no port, which most tools show as healthy; a client is refused. A hand-made EndpointSlice must name its port as
the Service does, "" included.

A number always matches, declared or not: whether a process listens there only a probe can tell.

## Example

```yaml
# Service                              # pod
ports: [{port: 80, targetPort: web}]   ports: [{name: http, containerPort: 8080}]
```

## How to fix

Use one of the names that the pods offer, with the same protocol, or a number.

## Sources

Rows SV-5 to SV-8, SV-21; Kubernetes: `endpointslice/utils.go` (getEndpointPorts), discovery/v1 EndpointPort.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import ExposedPort, ExposedService, exposed_services
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import SERVICE_NAME_LABEL, Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.pods import declared_ports
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.pod import Pod


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service; its ports are evidence."""
    slice_ports: dict[tuple[str, str], set[str]] | None = None
    for exposed in exposed_services(cluster, exposures, EndpointState.PORT_UNMATCHED):
        if exposed.service.spec.cluster_ip == "None":  # nobody looks at a headless Service's ports
            continue
        if slice_ports is None:
            slice_ports = _slice_ports(cluster)
        offered = slice_ports.get((exposed.ref.namespace, exposed.ref.name), set())
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} sends to a port that its endpoints do not have: {exposed.ports[0].endpoints.reason}",
            evidence=(line for port in exposed.ports for line in _evidence(exposed, port, offered)),
            fix=_fix(exposed),
            exposures=exposed.exposures,
        )


def _slice_ports(cluster: Cluster) -> dict[tuple[str, str], set[str]]:
    """The port names that EndpointSlices of each Service carry."""
    found: dict[tuple[str, str], set[str]] = {}
    for item in cluster.snapshot.endpoint_slices:
        key = (item.metadata.namespace, (item.metadata.labels or {}).get(SERVICE_NAME_LABEL, ""))
        found.setdefault(key, set()).update(
            f"{p.name or ''!r} ({p.port}/{p.protocol or 'TCP'})" for p in item.ports or ()
        )
    return found


def _evidence(exposed: ExposedService, exposed_port: ExposedPort, offered: set[str]) -> Iterator[str]:
    port, pods = exposed_port.port, exposed_port.endpoints.selected
    wanted = port.target_port if port.target_port is not None else port.port
    yield f"port {port.port}/{port.protocol}{f' ({port.name})' if port.name else ''} has targetPort {wanted!r}"
    if not exposed.service.spec.selector:
        yield f"its EndpointSlices have {listed(sorted(offered)) if offered else 'no port at all'}"
        return
    same = [(c, p) for pod in pods for c, p in declared_ports(pod) if p.name == wanted]
    others = sorted({p.protocol for _, p in same} - {port.protocol})
    if others:
        yield f"its pods have a port named {wanted!r}, but for {listed(others)}, not {port.protocol}"
    sidecars = [c.name for c, p in same if c.restart_policy == "Always" and p.protocol == port.protocol]
    if sidecars and not others:
        yield f"only sidecar {sidecars[0]} has a port named {wanted!r}, which counts since Kubernetes 1.32"
    names = _names(pods)
    yield f"its pods offer {listed(names)}" if names else "its pods name no port"


def _names(pods: tuple[Pod, ...]) -> list[str]:
    return sorted(
        {f"{p.name} ({p.container_port}/{p.protocol})" for pod in pods for _, p in declared_ports(pod) if p.name}
    )


def _fix(exposed: ExposedService) -> tuple[str, ...]:
    if not exposed.service.spec.selector:
        return ("Name the EndpointSlice's port as the Service's port is named.",)
    return ("Set targetPort to one of the names that the pods offer, with the same protocol, or to a number.",)


CHECK = Check(
    code="KP303",
    slug="target-port-unmatched",
    severity=Severity.ERROR,
    title="A Service's targetPort matches nothing in its pods",
    run=run,
)
