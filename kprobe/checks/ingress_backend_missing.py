"""An Ingress sends to a Service that does not exist.

## Why it matters

The controller has nowhere to send the request: ingress-nginx, Contour and HAProxy answer 503, NGINX Ingress Controller
502, Traefik drops the rule and answers 404. A backend must be in the Ingress's own namespace.

What the AWS Load Balancer Controller reads from annotations (port name `use-annotation`), backends that are not
Services, and what cert-manager makes for a challenge are not judged.

## Example

```yaml
# no Service "web" in the Ingress's namespace
backend: {service: {name: web, port: {number: 80}}}
```

## How to fix

Create the Service, or correct the name.

## Sources

Row IN-28; Kubernetes: networking/v1 IngressServiceBackend.
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
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress and Service; the rules are evidence."""
    by_name: dict[str, list[str]] | None = None
    for ingress in judged_ingresses(cluster):
        missing: dict[Ref, list[str]] = defaultdict(list)
        for backend in backends(ingress):
            if (backend.service.namespace, backend.service.name) in cluster.services:
                continue
            if cluster.knows(Resource.SERVICES, backend.service.namespace):
                missing[backend.service].append(backend.where)
        for service, rules in missing.items():
            by_name = by_name if by_name is not None else _namespaces(cluster)
            ref = ingress_ref(ingress)
            elsewhere = by_name.get(service.name, [])
            yield CHECK.finding(
                ref,
                f"{ref} sends to {service}, which does not exist",
                detail=service.name,
                evidence=(
                    f"rules: {listed(rules)}",
                    *((f"a Service of this name exists in namespace {listed(elsewhere)}",) if elsewhere else ()),
                ),
                fix=("Create the Service in the Ingress's namespace, or correct the backend's name.",),
                exposures=(e for e in exposures.of_ingress(ref) if e.service == service),
            )


def _namespaces(cluster: Cluster) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for namespace, name in sorted(cluster.services):
        found[name].append(namespace)
    return found


CHECK = Check(
    code="KP501",
    slug="ingress-backend-missing",
    severity=Severity.ERROR,
    title="An Ingress sends to a Service that does not exist",
    run=run,
)
