"""A LoadBalancer Service has no address.

## Why it matters

Clients that were told to use the load balancer have nothing to aim at. Its NodePorts work all the same. The cause is
told by events of the controller that should provide the load balancer, where there are any:

- `SyncLoadBalancerFailed`: the cloud refused (quota, permissions, subnet tags);
- `UnAvailableLoadBalancer`: no node may be used; kubeadm labels control-plane nodes as excluded;
- `AllocationFailed` (MetalLB): no free address, one that no pool has, or one that may not be shared;
- `FailedBuildModel` (AWS Load Balancer Controller): targets that need NodePorts, and a Service without them;
- a `loadBalancerClass` switches the default controller off, and nobody serves the class;
- no event at all: most likely nothing in this cluster implements load balancers.

In the first two minutes it is information only, later an error. A host name instead of an IP is an address.

## Example

```
NAME   TYPE           EXTERNAL-IP   PORT(S)
web    LoadBalancer   <pending>     80:31763/TCP
```

## How to fix

What the event says; without one, install a controller (MetalLB, the cloud's controller manager, cloud-provider-kind)
or use the NodePort.

## Sources

Rows LB-1 to LB-5, LB-9, LB-11, LB-18, LB-23, LB-28; Kubernetes: `cloud-provider/controllers/service`, Service API
(`loadBalancerClass`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.pod_state import age, troubles
from kprobe.checks.wording import listed
from kprobe.cluster.balancers import EXCLUDE_LABEL, excluded
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.scheduling import waits_for_port
from kprobe.cluster.service_ports import has_balancer_address, service_ref
from kprobe.cluster.workloads import pod_ref
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.objects.service import Service
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource

GRACE = 120.0  # seconds
_WITHOUT = "it has no NodePorts (allocateLoadBalancerNodePorts: false), which some load balancers need"
_FAILURES = ("SyncLoadBalancerFailed", "UnAvailableLoadBalancer", "AllocationFailed", "FailedBuildModel")


class _Cause(Struct, frozen=True, kw_only=True):
    """Why there is no address, how sure that is, and what helps."""

    text: str
    confidence: Confidence
    evidence: str
    fix: str


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for service in cluster.snapshot.services:
        if service.spec.type != "LoadBalancer" or has_balancer_address(service):
            continue
        ref = service_ref(service)
        seconds = age(cluster, service.metadata)
        late = seconds is not None and seconds > GRACE
        cause = _cause(cluster, service, ref)
        node_ports = [p.node_port for p in service.spec.ports or () if p.node_port]
        yield CHECK.finding(
            ref,
            f"{ref} has no load balancer address: {cause.text}",
            severity=Severity.ERROR if late else Severity.INFO,
            confidence=cause.confidence,
            evidence=(
                cause.evidence,
                "its age is not known" if seconds is None else f"created {_span(seconds)} before this was read",
                *((_WITHOUT,) if service.spec.allocate_load_balancer_node_ports is False else ()),
                *((f"its NodePort {listed(node_ports)} works without the load balancer",) if node_ports else ()),
            ),
            fix=(cause.fix,),
            exposures=(e for e in exposures.of_service(ref) if e.kind == "load-balancer"),
        )


def _cause(cluster: Cluster, service: Service, ref: Ref) -> _Cause:
    failures = [e for reason in _FAILURES for e in cluster.events_about(ref, reason, service.metadata.uid)]
    if failures:
        last = max(failures, key=lambda e: e.last_timestamp or e.event_time or "")
        return _Cause(
            text=last.message.strip() or last.reason,
            confidence=Confidence.CERTAIN,
            evidence=f"event {last.reason}: {last.message.strip()}",
            fix="Do what the event asks for; the controller tries again by itself.",
        )
    made = cluster.balancers.k3s_pods(service)
    waiting = [p for p in made if waits_for_port(cluster, p)]
    if waiting:
        return _Cause(
            text="the pods that k3s makes for it wait for a host port",
            confidence=Confidence.CERTAIN,
            evidence=f"pod {pod_ref(waiting[0]).path}: {waits_for_port(cluster, waiting[0])}",
            fix="Free the host port (often Traefik's 80 and 443), or give the Service another port.",
        )
    if made and (lines := troubles(made, limit=1)):
        return _Cause(
            text="the pods that k3s makes for it do not run",
            confidence=Confidence.CERTAIN,
            evidence=lines[0],
            fix="See why the pods svclb-… of kube-system do not run: kubectl describe pod.",
        )
    if service.spec.load_balancer_class:
        return _Cause(
            text=f"nobody seems to serve loadBalancerClass {service.spec.load_balancer_class}",
            confidence=Confidence.LIKELY,
            evidence=f"spec.loadBalancerClass is {service.spec.load_balancer_class}: the default controller stays away",
            fix="Install the controller of this class, or recreate the Service without it (it cannot be changed).",
        )
    left_out = {n: why for n, node in cluster.nodes.items() if (why := excluded(node))}
    if left_out and len(left_out) == len(cluster.nodes):
        node, reason = next(iter(left_out.items()))
        return _Cause(
            text="no node may stand behind a load balancer",
            confidence=Confidence.LIKELY,
            evidence=f"load balancers leave out every node; {node}, as {reason}",
            fix=f"Take the label {EXCLUDE_LABEL} off a node that should serve; kubeadm puts it on control-plane nodes.",
        )
    known = cluster.knows(Resource.EVENTS, ref.namespace) and cluster.knows(Resource.PODS)
    return _Cause(
        text="nothing in this cluster seems to implement load balancers",
        confidence=Confidence.LIKELY if known else Confidence.POSSIBLE,
        evidence="no event of a load balancer controller names it" if known else "events or pods could not be read",
        fix="Install a load balancer controller (a cloud's, MetalLB, cloud-provider-kind), or use the NodePort.",
    )


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes" if seconds < 7200 else f"{round(seconds / 3600)} hours"


CHECK = Check(
    code="KP401",
    slug="load-balancer-pending",
    severity=Severity.ERROR,
    title="A LoadBalancer Service has no address",
    run=run,
)
