"""Ingresses are served by ingress-nginx, which is retired.

## Why it matters

The project ended in March 2026: no more releases, bug fixes or security fixes. What is exposed by it works on, with
whatever holes are found from now on.

## Example

```
registry.k8s.io/ingress-nginx/controller:v1.15.1
```

## How to fix

Plan the move to another controller or to the Gateway API.

## Sources

Row IC-20; the project's README.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.workloads import workload_of
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref

SLUG = "ingress-nginx"


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a workload that runs the controller."""
    images: dict[Ref, set[str]] = {}
    for pod in cluster.controller_pods.get(SLUG, ()):
        images.setdefault(workload_of(pod), set()).update(c.image for c in pod.spec.containers or ())
    if not images:
        return
    served = tuple(e for e in exposures.all if e.kind == "ingress" and e.controller == SLUG)
    for workload, used in images.items():
        yield CHECK.finding(
            workload,
            f"{workload} runs ingress-nginx, which is retired and gets no security fixes any more",
            evidence=(f"image {listed(sorted(used))}", f"{len(served)} exposures go through it"),
            fix=("Plan the move to another ingress controller or to the Gateway API.",),
            exposures=served,
        )


CHECK = Check(
    code="KP507",
    slug="ingress-controller-retired",
    severity=Severity.INFO,
    title="Ingresses are served by ingress-nginx, which is retired",
    run=run,
)
