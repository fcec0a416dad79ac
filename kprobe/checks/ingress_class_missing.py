"""An Ingress names an IngressClass that does not exist.

## Why it matters

Controllers find "their" Ingresses by class. No controller claims one whose class does not exist: requests get the
controller's 404, or nothing at all.

Classes that controllers know without an object (`gce`, `gce-internal`, `azure/application-gateway`, `alb`) and classes
named by the old annotation are not judged: they are compared with the controller's own options.

## Example

```yaml
spec: {ingressClassName: ngnix}
```

## How to fix

Correct `spec.ingressClassName`, or create the IngressClass. Which there are: `kubectl get ingressclass`.

## Sources

Row IN-2; Kubernetes: networking/v1 IngressSpec (`ingressClassName`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import judged_ingresses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState
from kprobe.cluster.ingresses import ingress_ref
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress: it is the Ingress that names something which is not there."""
    for ingress in judged_ingresses(cluster):
        resolution = cluster.class_of(ingress)
        if resolution.state is not ClassState.MISSING:
            continue
        ref = ingress_ref(ingress)
        known = sorted(cluster.ingress_classes)
        yield CHECK.finding(
            ref,
            f"{ref} names IngressClass {resolution.name}, which does not exist",
            detail=resolution.name,
            evidence=(f"IngressClasses here: {listed(known)}" if known else "there is no IngressClass at all",),
            fix=("Correct spec.ingressClassName, or create the IngressClass.",),
            exposures=exposures.of_ingress(ref),
        )


CHECK = Check(
    code="KP503",
    slug="ingress-class-missing",
    severity=Severity.ERROR,
    title="An Ingress names an IngressClass that does not exist",
    run=run,
)
