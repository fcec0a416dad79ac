"""GKE's load balancer is to send to a Service that it cannot reach.

## Why it matters

GKE's own Ingress controller sends to node ports, so that the backend must be of type NodePort or LoadBalancer, or ask
for network endpoint groups by the annotation `cloud.google.com/neg`. For a plain ClusterIP Service it says "Translation
failed: invalid ingress spec", and makes no load balancer.

## Example

```yaml
kind: Service
spec: {type: ClusterIP}   # and no annotation cloud.google.com/neg
```

## How to fix

Annotate the Service with `cloud.google.com/neg: '{"ingress": true}'`, or make it a NodePort Service.

## Sources

Row IN-39; ingress-gce's issues.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import backends, judged_ingresses
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import ingress_ref
from kprobe.model.finding import Confidence, Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress and Service."""
    for ingress in judged_ingresses(cluster):
        controller = cluster.class_of(ingress).controller
        if controller is None or controller.slug != "gce":
            continue
        for service in dict.fromkeys(b.service for b in backends(ingress)):
            found = cluster.services.get((service.namespace, service.name))
            notes = found.metadata.annotations if found else None
            if found is None or found.spec.type != "ClusterIP" or (notes and notes.gke_neg):
                continue
            ref = ingress_ref(ingress)
            yield CHECK.finding(
                ref,
                f"{ref} sends to {service}, which has neither node ports nor endpoint groups for GKE's load balancer",
                confidence=Confidence.LIKELY,
                detail=service.name,
                evidence=("the Service is of type ClusterIP, without annotation cloud.google.com/neg",),
                fix=(f"Annotate {service} with cloud.google.com/neg, or make it a NodePort Service.",),
                exposures=(e for e in exposures.of_ingress(ref) if e.service == service),
            )


CHECK = Check(
    code="KP511",
    slug="ingress-needs-node-port",
    severity=Severity.WARNING,
    title="GKE's load balancer cannot reach the backend Service",
    run=run,
)
