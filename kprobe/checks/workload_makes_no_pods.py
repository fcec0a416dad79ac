"""Nobody stands behind an exposed Service, because its workload has no pods, though it should.

## Why it matters

The selector is right: it matches the labels of the workload's pod template. But no pod was made. A quota, an admission
webhook or a missing service account refuses them, a Deployment is paused, a DaemonSet fits no node: nobody answers.

A workload that was created or scaled up just now looks the same for a moment.

## Example

```
Service shop/web has nobody behind it: Deployment shop/web should have pods, but has none: pods "web-7d4b9-" is
forbidden: exceeded quota: small
```

## How to fix

Do what the message asks for: raise the quota, repair the webhook, create the service account, resume the rollout, fix
the nodeSelector.

## Sources

Rows SV-1, DS-1, LK-1; Kubernetes: Deployment API (conditions ReplicaFailure, Progressing), event FailedCreate.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposed_services import exposed_services, ports_text
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.endpoints import EndpointState
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for exposed in exposed_services(cluster, exposures, EndpointState.NO_PODS):
        endpoints = exposed.ports[0].endpoints
        said = [(maker, line) for maker in endpoints.makers for line in _said(cluster, maker)]
        because = f": {said[0][1]}" if said else ""
        yield CHECK.finding(
            exposed.ref,
            f"{exposed.ref} has nobody behind it: {endpoints.reason}{because}",
            evidence=(f"exposed: {ports_text(exposed)}", *(f"{maker}: {line}" for maker, line in said)),
            fix=(
                "Do what the message asks for."
                if said
                else f"See why: kubectl -n {exposed.ref.namespace} describe {endpoints.makers[0].kind.lower()}, "
                "and its events.",
            ),
            exposures=exposed.exposures,
        )


def _said(cluster: Cluster, maker: Ref) -> Iterator[str]:
    """Why no pod could be made, in the controllers' own words."""
    workload = cluster.workloads[maker]
    for condition in workload.status.conditions or ():
        if condition.type == "ReplicaFailure" and condition.status == "True":
            yield condition.message or condition.reason
    if workload.paused:
        yield "it is paused, and nothing of it is rolled out until it is resumed"
    events = cluster.events_about(maker, "FailedCreate")
    if events:
        last = max(events, key=lambda e: e.last_timestamp or e.event_time or "")
        yield f"event {last.reason}: {last.message.strip()}"
    if maker.kind == "DaemonSet" and (wanted := workload.spec.template.spec.node_selector):
        yield f"it runs on nodes with {', '.join(f'{k}={v}' for k, v in sorted(wanted.items()))} only"


CHECK = Check(
    code="KP307",
    slug="workload-makes-no-pods",
    severity=Severity.ERROR,
    title="The workload behind an exposed Service has no pods",
    run=run,
)
