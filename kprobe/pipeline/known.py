"""What the API alone says, read and worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import pod_addresses
from kprobe.exposures.classify import classify
from kprobe.exposures.node_sample import COVERING, NodeChoice
from kprobe.kube.source import Source
from kprobe.lookup.found import Found
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.report import Vantage
from kprobe.model.route import Route
from kprobe.model.snapshot import Gap, NodePortRange, Snapshot
from kprobe.probing.vantage import stand
from kprobe.progress import Progress
from kprobe.routes.standing import seen_from
from kprobe.routes.trace import trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the API alone says, and where the probe stands to it."""

    snapshot: Snapshot
    cluster: Cluster
    exposures: tuple[Exposure, ...]
    routes: Mapping[str, Route]
    findings: tuple[Finding, ...]
    faults: tuple[Gap, ...]
    vantage: Vantage


def know(
    source: Source,
    node_port_range: NodePortRange | None,
    progress: Progress,
    nodes: Callable[[Cluster], NodeChoice] = lambda _: COVERING,
) -> Known:
    """Read, classify, trace and judge everything; raises KprobeError where nothing can be read.

    `nodes` says on which nodes to look at NodePorts.
    """
    snapshot = source.snapshot(progress)
    cluster = Cluster(snapshot, node_port_range=node_port_range)
    exposures = classify(cluster, nodes(cluster))
    vantage = stand(
        ((name, address) for name, addresses in cluster.all_addresses.items() for address in addresses),
        (a for pod in cluster.live_pods if not pod.spec.host_network for a in pod_addresses(pod)),
    )
    routes = seen_from(trace(cluster, exposures), vantage.kind)
    findings, faults = judge(cluster, exposures)
    return Known(
        snapshot=snapshot,
        cluster=cluster,
        exposures=exposures,
        routes=routes,
        findings=findings,
        faults=faults,
        vantage=vantage,
    )


def narrowed(known: Known, found: Found) -> Known:
    """With only those entries of the matched ways in that were asked about: of one node, of one pod."""
    routes, exposures = dict(known.routes), []
    for exposure in known.exposures:
        if exposure.id in found.matched:
            entries = tuple(e for e in exposure.entries if found.means(e))
            exposures.append(replace(exposure, entries=entries))
            route = routes[exposure.id]
            routes[exposure.id] = replace(route, entries=tuple(e for e in route.entries if found.means(e.entry)))
        else:
            exposures.append(exposure)
    return replace(known, routes=routes, exposures=tuple(exposures))
