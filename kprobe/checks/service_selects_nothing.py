"""An exposed Service selects no pod.

## Why it matters

Without endpoints nodes refuse connections to its NodePort and external IPs; behind a load balancer they look open and
end at once; an Ingress controller answers 503, 502 or 404. It is the most frequent reason why nothing comes through.

The finding names the workloads of the namespace that come closest, and other namespaces in which pods match: a Service
selects pods of its own namespace only. Pods that have ended or are being deleted do not count. A workload whose pod
template does match, but which is scaled to zero or cannot make its pods, is another finding.

## Example

```yaml
# Service                          # Deployment's pods
selector: {app: wbe}               labels: {app: web}
```

## How to fix

Make the selector equal to the labels of the pod template, in the same namespace.

## Sources

Rows SV-1, SV-2, SV-13, NP-5, IN-30; Kubernetes documentation: Debug Services.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import ExposedService, exposed_services, ports_text
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.near_misses import NearMisses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState, selector_text
from kprobe.cluster.pods import finished, leaving
from kprobe.cluster.selectors import PodIndex
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.pod import Pod


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    guilty = tuple(exposed_services(cluster, exposures, EndpointState.SELECTS_NOTHING))
    if not guilty:
        return
    near = NearMisses(cluster.live_pods, cluster.workloads)
    gone = PodIndex(p for p in cluster.snapshot.pods if finished(p) or leaving(p))
    for exposed in guilty:
        ended = gone.matching(exposed.ref.namespace, exposed.service.spec.selector or {})
        yield CHECK.finding(
            exposed.ref,
            f"selector {selector_text(exposed.service)} of {exposed.ref} matches {_what(ended)}",
            evidence=(f"exposed: {ports_text(exposed)}", *_evidence(exposed, near, ended)),
            fix=(
                "Run the pods under a controller that replaces them, such as a Deployment."
                if ended
                else "Make the selector equal to the labels of the pods it should find.",
            ),
            exposures=exposed.exposures,
        )


def _what(ended: tuple[Pod, ...]) -> str:
    """No pod, or only such as serve nobody any more (phases Succeeded and Failed, evicted ones among them)."""
    if not ended:
        return "no pod"
    names = listed([f"{p.metadata.name} ({_fate(p)})" for p in ended[:3]])
    return f"only pods that have ended: {names}{f' and {len(ended) - 3} more' if len(ended) > 3 else ''}"


def _fate(pod: Pod) -> str:
    return "being deleted" if leaving(pod) else (pod.status.reason or pod.status.phase)


def _evidence(exposed: ExposedService, near: NearMisses, ended: tuple[Pod, ...]) -> Iterator[str]:
    namespace, selector = exposed.ref.namespace, exposed.service.spec.selector or {}
    if ended:
        yield f"{len(ended)} pods that match have ended or are being deleted, such as {ended[0].metadata.name}"
    for line in near.nearest(namespace, selector):
        yield f"closest: {line}"
    if elsewhere := near.elsewhere(namespace, selector):
        yield f"pods that match exist in namespace {listed(elsewhere)}; a Service selects in its own only"


CHECK = Check(
    code="KP301",
    slug="service-selects-nothing",
    severity=Severity.ERROR,
    title="An exposed Service selects no pod",
    run=run,
)
