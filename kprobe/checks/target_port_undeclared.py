"""A Service sends to a port number that none of its pods declares, though they declare others.

## Why it matters

It is a hint only. Declaring a container port is voluntary, and a process may listen on a port that nobody declared. But
where pods declare ports and this one is not among them, a typing error is not far: a `targetPort` that was left out
equals `port`, so a Service on port 80 sends to port 80 of an application on 8080. A probe tells which it is.

## Example

```yaml
# Service                 # pods
ports: [{port: 80}]       ports: [{containerPort: 8080}]
```

## How to fix

Set `targetPort` to the port on which the application listens; or declare the port in the pods, if it does listen there.

## Sources

Rows SV-9, SV-10, NP-12; Kubernetes: Service API (`targetPort`), ContainerPort API ("informational").
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import ExposedPort, exposed_services
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.pods import declared_ports, ready
from kprobe.model.finding import Confidence, Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service; its ports are evidence."""
    for exposed in exposed_services(cluster, exposures, EndpointState.USABLE):
        if exposed.service.spec.cluster_ip == "None" or not exposed.service.spec.selector:
            continue
        doubtful = [(p, declared) for p in exposed.ports if (declared := _others(p))]
        if not doubtful:
            continue
        numbers = listed(sorted({_target(p) for p, _ in doubtful}))
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} sends to port {numbers}, which none of its pods declares",
            confidence=Confidence.POSSIBLE,
            evidence=(
                f"port {p.port.port} has targetPort {_target(p)}; its pods declare {listed(declared)}"
                for p, declared in doubtful
            ),
            fix=("Check on which port the application listens, and set targetPort to it.",),
            exposures=(e for p, _ in doubtful for e in p.exposures),
        )


def _target(exposed: ExposedPort) -> int:
    """The number that is sent to; a name is 0, as it is somebody else's question."""
    target = exposed.port.target_port
    if isinstance(target, str):
        return 0
    return target or exposed.port.port


def _others(exposed: ExposedPort) -> list[str]:
    """What all ready pods declare instead of the targetPort; empty where one declares it, or one declares nothing."""
    number = _target(exposed)
    if number == 0:
        return []
    found: set[tuple[int, str]] = set()
    for pod in exposed.endpoints.selected:
        if not ready(pod):
            continue
        declared = {(p.container_port, p.protocol) for _, p in declared_ports(pod)}
        if not declared or (number, exposed.port.protocol) in declared:
            return []
        found |= declared
    return [f"{n}/{protocol}" for n, protocol in sorted(found)]


CHECK = Check(
    code="KP304",
    slug="target-port-undeclared",
    severity=Severity.INFO,
    title="A Service sends to a port that its pods do not declare",
    run=run,
)
