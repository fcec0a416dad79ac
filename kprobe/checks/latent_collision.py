"""Workloads that claim the same host port can never share a node.

## Why it matters

Today their pods sit on different nodes and all is well. The next replica, or the next reschedule after a node is lost,
finds the port taken and stays Pending: the number of nodes bounds the replicas of all of them together.

One finding names all workloads that want the port. Workloads whose node selectors exclude each other never meet and are
not reported, nor are two DaemonSets that run everywhere they should, nor static pods, which are never rescheduled.
Affinities and taints are not read, so the finding is `likely`, not certain.

## Example

```yaml
# Deployment web (node1) and Deployment shop (node2)
ports: [{containerPort: 8080, hostPort: 8080}]
```

## How to fix

Give each workload a port of its own, or a Service (NodePort, LoadBalancer) or Ingress instead of a host port; or say
by node selectors which workload owns which nodes.

## Sources

Rows HN-4, HN-6, HP-9; Kubernetes: `pkg/scheduler/framework/plugins/nodeports`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.overlap import fights, kept_apart
from kprobe.checks.pod_state import static
from kprobe.checks.wording import listed, nodes_text, port_text
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.scheduling import waits_for_port
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


class _Wish(Struct, frozen=True, kw_only=True):
    """What makes two claims of a port alike: the address, and where the pods may go."""

    address: str
    selector: tuple[tuple[str, str], ...]
    everywhere: bool


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a port and a set of workloads that cannot share a node."""
    by_port: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    fought = {frozenset((a.workload, b.workload)) for a, b in fights(cluster)}
    waiting: set[tuple[Ref, int, str]] = set()
    for claim in cluster.claims.of_pods:
        pod = cluster.pods[claim.holder]
        if static(pod):
            continue
        if waits_for_port(cluster, pod):
            waiting.add((claim.workload, claim.port, claim.protocol))
        by_port[claim.port, claim.protocol].append(claim)
    for (port, protocol), claims in by_port.items():
        free = [c for c in claims if (c.workload, port, protocol) not in waiting]
        if len({c.workload for c in free}) < 2:
            continue
        for group in _groups(cluster, free):
            workloads = sorted({c.workload for c in group})
            if len(workloads) < 2 or (len(workloads) == 2 and frozenset(workloads) in fought):
                continue
            yield _finding(exposures, group, workloads)


def _finding(exposures: Exposures, claims: Sequence[Claim], workloads: list[Ref]) -> Finding:
    port, protocol = claims[0].port, claims[0].protocol
    nodes: dict[Ref, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.node:
            nodes[claim.workload].add(claim.node)
    return CHECK.finding(
        workloads[0],
        f"{listed(workloads)} each claim host port {port_text(port, protocol)}: no two of them can share a node",
        confidence=Confidence.LIKELY,
        detail=f"{port}/{protocol}",
        evidence=(
            f"{w} claims it {nodes_text(nodes[w]) if nodes[w] else 'and is on no node yet'}" for w in workloads[:6]
        ),
        fix=(
            "Give each workload a port of its own, or reach them by a Service or an Ingress instead of a host port.",
            "If they are meant to stay apart, say so with node selectors that exclude each other.",
        ),
        exposures=(e for c in claims for e in exposures.of_claim(c)),
    )


def _groups(cluster: Cluster, claims: list[Claim]) -> Iterator[list[Claim]]:
    """Claims that exclude each other, directly or through a third; compared by wish, of which there are few."""
    wishes: dict[_Wish, list[Claim]] = defaultdict(list)
    for claim in claims:
        selector = cluster.pods[claim.holder].spec.node_selector or {}
        wish = _Wish(
            address=claim.address,
            selector=tuple(sorted(selector.items())),
            everywhere=claim.workload.kind == "DaemonSet",
        )
        wishes[wish].append(claim)
    group_of = {wish: number for number, wish in enumerate(wishes)}
    for first, second in combinations(wishes, 2):
        if group_of[first] != group_of[second] and _meet(first, second):
            old, new = group_of[second], group_of[first]
            for wish, number in group_of.items():
                if number == old:
                    group_of[wish] = new
    groups: dict[int, list[Claim]] = defaultdict(list)
    for wish, members in wishes.items():
        groups[group_of[wish]].extend(members)
    for members in groups.values():
        # DaemonSets alone that wait for nothing run everywhere they should: they have shown that they never meet.
        if any(c.workload.kind != "DaemonSet" for c in members):
            yield members


def _meet(first: _Wish, second: _Wish) -> bool:
    if first.everywhere and second.everywhere:
        return False
    if not kept_apart(first.address, second.address):
        return False
    return not _disjoint(dict(first.selector), dict(second.selector))


def _disjoint(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    """Whether no node can carry both selectors' labels: the same key with another value."""
    return any(second.get(key, value) != value for key, value in first.items())


CHECK = Check(
    code="KP102",
    slug="latent-collision",
    severity=Severity.WARNING,
    title="Workloads that want the same host port can never share a node",
    run=run,
)
