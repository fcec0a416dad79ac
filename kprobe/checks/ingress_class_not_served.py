"""An IngressClass is in use, but its controller does not seem to run.

## Why it matters

The class is there, often left over from a controller that was removed. No pod of its controller was found, and its
Ingresses were never given an address: nobody routes to them.

Controllers are recognised by the images of their pods; those that run outside the cluster or inside node agents (AWS,
GKE, Application Gateway, Cilium, Istio, OpenShift) are not judged. A controller that kprobe does not know by name makes
the finding `possible` only.

## Example

```
$ kubectl get ingressclass
NAME    CONTROLLER             PARAMETERS
nginx   k8s.io/ingress-nginx   <none>
$ kubectl get pods -A | grep ingress      # nothing
```

## How to fix

Install the controller, or move the Ingresses to a class that is served.

## Sources

Rows IN-3, IN-8; Kubernetes: networking/v1 IngressClassSpec (`controller`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import judged_ingresses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState
from kprobe.cluster.ingresses import ingress_ref
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an IngressClass; the Ingresses are evidence."""
    waiting: dict[str, list[Ref]] = defaultdict(list)
    known: dict[str, bool] = {}
    for ingress in judged_ingresses(cluster):
        resolution = cluster.class_of(ingress)
        if resolution.state is ClassState.NOT_SERVED:
            waiting[resolution.name].append(ingress_ref(ingress))
            known[resolution.name] = resolution.controller is not None
    for name, ingresses in waiting.items():
        claim = cluster.ingress_classes[name].spec.controller
        verb = "was" if len(ingresses) == 1 else "were"
        yield CHECK.finding(
            Ref(kind="IngressClass", name=name),
            f"IngressClass {name} is served by nobody: no pod of {claim} was found",
            confidence=Confidence.LIKELY if known[name] else Confidence.POSSIBLE,
            evidence=(f"{listed(ingresses)} {verb} never given an address", f"spec.controller is {claim}"),
            fix=("Install the controller of this class, or give the Ingresses a class that is served.",),
            exposures=(e for ref in ingresses for e in exposures.of_ingress(ref)),
        )


CHECK = Check(
    code="KP504",
    slug="ingress-class-not-served",
    severity=Severity.ERROR,
    title="An IngressClass in use has no controller that runs",
    run=run,
)
