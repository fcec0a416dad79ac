"""Turns the host-port claims of pods into exposures: one a workload and port."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.cluster.addresses import scope_of, widest
from kprobe.cluster.claims import Claim, ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.scheduling import scheduler_said
from kprobe.cluster.trouble import in_short
from kprobe.exposures.host_entries import host_entries
from kprobe.model.exposure import Exposure, Protocol
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref


def host_exposures(cluster: Cluster, kind: ClaimKind) -> Iterator[Exposure]:
    """One exposure for each workload, port and protocol, with an entry for each address of each pod's node."""
    groups: dict[tuple[Ref, int, str], list[Claim]] = defaultdict(list)
    for claim in cluster.claims.of_pods:
        if claim.kind is kind:
            groups[claim.workload, claim.port, claim.protocol].append(claim)
    for (workload, port, protocol), claims in groups.items():
        entries = tuple(dict.fromkeys(e for claim in claims for e in host_entries(cluster, claim)))
        waiting = [cluster.pods[c.holder] for c in claims if not c.placed]
        pod = cluster.pods[claims[0].holder]
        yield Exposure(
            id=f"{kind.value}/{workload.namespace}/{workload.kind}/{workload.name}/{port}/{protocol}",
            kind=kind.value,
            source=workload,
            workload=workload,
            scope=widest(scope_of(e.address) for e in entries),
            entries=entries,
            port=port,
            protocol=Protocol(protocol),
            pending="" if entries else _pending(cluster, waiting),
            labels=tuple(sorted((pod.metadata.labels or {}).items())),
            notes=(f"{len(waiting)} more of its pods wait for a node",) if entries and waiting else (),
        )


def _pending(cluster: Cluster, waiting: list[Pod]) -> str:
    if not waiting:
        return "no address of its node is known at which the port could be mapped"
    names = sorted(pod.metadata.name for pod in waiting)
    said = next((in_short(text) for pod in waiting if (text := scheduler_said(cluster, pod))), "")
    waits = f"{', '.join(names[:3])} {'waits' if len(names) == 1 else 'wait'}"
    return f"no pod of it is on a node: {waits}{f': {said}' if said else ''}"
