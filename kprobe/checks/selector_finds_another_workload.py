"""The selector of an exposed Service also finds the pods of another application.

## Why it matters

A selector that is too broad sends some requests to the wrong pods: an answer depends on which endpoint a connection
meets. Several workloads behind one Service are legitimate where they run the same application, as canary and blue-green
deployments do; those, which share an image, are not reported. It is a hint all the same.

## Example

```yaml
selector: {team: shop}     # finds Deployment web (image web) and Deployment cache (image redis)
```

## How to fix

Add a label to the selector that only the pods of the right workload have.

## Sources

Row SV-25; Kubernetes documentation: Debug Services.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import exposed_services
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.cluster.pods import ready
from kprobe.cluster.workloads import workload_of, workloads_of
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for exposed in exposed_services(cluster, exposures, EndpointState.USABLE):
        images: dict[Ref, set[str]] = {}
        pods = exposed.ports[0].endpoints.selected
        if len(workloads_of(pods)) < 2:
            continue
        for pod in pods:
            if ready(pod):
                images.setdefault(workload_of(pod), set()).update(_repositories(pod))
        if len(images) < 2 or any(a & b for x, a in images.items() for y, b in images.items() if x < y):
            continue
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} selects pods of {listed(sorted(images))}, which have no image in common",
            confidence=Confidence.POSSIBLE,
            evidence=(f"{owner} runs {listed(sorted(used))}" for owner, used in sorted(images.items())[:4]),
            fix=("If they are not one application, add a label to the selector that only the right pods have.",),
            exposures=exposed.exposures,
        )


def _repositories(pod: Pod) -> Iterator[str]:
    """Images without tag and digest."""
    for container in pod.spec.containers or ():
        head, slash, last = container.image.split("@", 1)[0].rpartition("/")
        yield f"{head}{slash}{last.split(':', 1)[0]}"


CHECK = Check(
    code="KP312",
    slug="selector-finds-another-workload",
    severity=Severity.INFO,
    title="A selector finds pods of several applications",
    run=run,
)
