"""An Ingress names no class, and no controller that serves such Ingresses runs here.

## Why it matters

Most controllers ignore an Ingress without class. A default IngressClass does not help later: it is written into an
Ingress only at the moment of its creation, so an Ingress that is older than the default stays without one for ever.

Silent where a controller runs that serves classless Ingresses unless told otherwise (Traefik, Contour), and where some
controller has published an address for it.

## Example

```yaml
spec:
  # ingressClassName is missing
  rules: [{host: shop.example}]
```

## How to fix

Set `spec.ingressClassName`.

## Sources

Rows IN-1, IN-4; Kubernetes: admission plugin DefaultIngressClass.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import judged_ingresses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState
from kprobe.cluster.ingresses import ingress_ref, published_addresses
from kprobe.model.finding import Confidence, Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress."""
    for ingress in judged_ingresses(cluster):
        resolution = cluster.class_of(ingress)
        if resolution.state is not ClassState.NONE or published_addresses(ingress):
            continue
        ref = ingress_ref(ingress)
        known = sorted(cluster.ingress_classes)
        yield CHECK.finding(
            ref,
            f"no controller is likely to serve {ref}: {resolution.reason}",
            confidence=Confidence.LIKELY,
            evidence=(
                "spec.ingressClassName and the old annotation are both missing",
                f"IngressClasses here: {listed(known)}" if known else "there is no IngressClass at all",
            ),
            fix=("Set spec.ingressClassName.",),
            exposures=exposures.of_ingress(ref),
        )


CHECK = Check(
    code="KP505",
    slug="ingress-without-class",
    severity=Severity.WARNING,
    title="An Ingress names no class, and nobody serves such Ingresses",
    run=run,
)
