"""An Ingress sends to a port that its backend Service does not have.

## Why it matters

A backend's port is one of the Service's own ports, by `name` or by `number`, never the pods' port. Controllers answer
as if the Service did not exist.

ingress-nginx also accepts a `targetPort`; there the route works by accident and breaks with any other controller, so
it is a warning. An ExternalName Service needs no ports and is not judged.

## Example

```yaml
# Service: ports: [{name: http, port: 80, targetPort: 8080}]
backend: {service: {name: web, port: {number: 8080}}}   # should be 80
```

## How to fix

Use the Service's own port.

## Sources

Row IN-29; Kubernetes: networking/v1 ServiceBackendPort.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import backends, judged_ingresses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import ingress_ref
from kprobe.cluster.service_ports import backend_port_of
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.ingress import Ingress, ServiceBackendPort
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress, Service and port; the rules are evidence."""
    for ingress in judged_ingresses(cluster):
        missing: dict[tuple[Ref, ServiceBackendPort], list[str]] = defaultdict(list)
        for backend in backends(ingress):
            service = cluster.services.get((backend.service.namespace, backend.service.name))
            if service is None or service.spec.type == "ExternalName" or not service.spec.ports:
                continue
            if (backend.port.name or backend.port.number) and backend_port_of(service, backend.port, "TCP") is None:
                missing[backend.service, backend.port].append(backend.where)
        for (ref, port), rules in missing.items():
            yield _finding(cluster, exposures, ingress, service=ref, port=port, rules=rules)


def _finding(
    cluster: Cluster,
    exposures: Exposures,
    ingress: Ingress,
    *,
    service: Ref,
    port: ServiceBackendPort,
    rules: list[str],
) -> Finding:
    ref, found = ingress_ref(ingress), cluster.services[service.namespace, service.name]
    wanted = port.name or str(port.number)
    controller = cluster.class_of(ingress).controller
    tolerated = controller is not None and controller.slug == "ingress-nginx" and _is_target(found, port)
    tail = "; ingress-nginx takes it for a targetPort, other controllers do not" if tolerated else ""
    offered = [f"{p.port}{_protocol(p)}{f' ({p.name})' if p.name else ''}" for p in found.spec.ports or ()]
    other = backend_port_of(found, port)
    lacks = f"which is {other.protocol} alone" if other is not None else f"which has no such port{tail}"
    return CHECK.finding(
        ref,
        f"{ref} sends to port {wanted} of {service}, {lacks}",
        severity=Severity.WARNING if tolerated else Severity.ERROR,
        detail=f"{service.name}/{wanted}",
        evidence=(f"rules: {listed(rules)}", f"{service} has port {listed(offered)}"),
        fix=("Use one of the Service's own ports, by name or number, not the pods' port.",),
        exposures=(e for e in exposures.of_ingress(ref) if e.service == service and _through(e, found, port)),
    )


def _protocol(port: ServicePort) -> str:
    return "" if port.protocol == "TCP" else f"/{port.protocol}"


def _through(exposure: Exposure, service: Service, port: ServiceBackendPort) -> bool:
    """Whether the exposure asks for the missing port: a number as it is, a name as a port that was not found."""
    if port.number:
        return exposure.service_port == port.number
    tcp = {p.port for p in service.spec.ports or () if p.protocol == "TCP"}
    return exposure.service_port is None or exposure.service_port not in tcp


def _is_target(service: Service, port: ServiceBackendPort) -> bool:
    wanted = port.name or port.number
    return any(wanted == (p.target_port if p.target_port is not None else p.port) for p in service.spec.ports or ())


CHECK = Check(
    code="KP502",
    slug="ingress-backend-port-missing",
    severity=Severity.ERROR,
    title="An Ingress sends to a port that its Service does not have",
    run=run,
)
