"""Several IngressClasses are marked as the default.

## Why it matters

An Ingress that names no class gets one of them when it is created: the newest class wins. Which that is, few people
know, so that an Ingress may end at another controller than was meant. Nothing that runs is harmed.

## Example

```yaml
# two IngressClasses, both with
metadata: {annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
```

## How to fix

Take the annotation off all but one.

## Sources

Rows IN-5, IC-1; Kubernetes: admission plugin DefaultIngressClass.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import default_classes
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, _exposures: Exposures) -> Iterator[Finding]:
    """Once a cluster; the class that wins is blamed."""
    marked = default_classes(cluster.ingress_classes)
    if len(marked) < 2:
        return
    yield CHECK.finding(
        Ref(kind="IngressClass", name=marked[0]),
        f"{listed(sorted(marked))} are all the default IngressClass: a new Ingress without class gets {marked[0]}",
        evidence=(f"{marked[0]} is the newest of them, or the first by name",),
        fix=("Take the annotation ingressclass.kubernetes.io/is-default-class off all but one.",),
    )


CHECK = Check(
    code="KP508",
    slug="ingress-class-default-twice",
    severity=Severity.INFO,
    title="Several IngressClasses are marked as the default",
    run=run,
)
