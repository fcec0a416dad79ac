"""What the API alone says, read and worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import pod_addresses
from kprobe.exposures.classify import classify
from kprobe.exposures.node_sample import COVERING, NodeChoice
from kprobe.kube.source import Source
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.report import Vantage
from kprobe.model.route import LinkState, Route
from kprobe.model.snapshot import Gap, NodePortRange, Snapshot
from kprobe.pipeline.bounds import FIRST
from kprobe.pipeline.reading import Needs, everything, read
from kprobe.probing.vantage import stand
from kprobe.progress import Progress
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS
from kprobe.routes.ingress_backend_link import BACKEND
from kprobe.routes.ingress_links import CLASS, CONTROLLER
from kprobe.routes.standing import seen_from
from kprobe.routes.trace import trace

_DECIDED_BY_OTHERS = frozenset({BACKEND, CLASS, CONTROLLER, ENDPOINTS})
"""Links that objects of other namespaces may decide."""


class Known(Struct, frozen=True, kw_only=True):
    """What the API alone says, and where the probe stands to it."""

    snapshot: Snapshot
    cluster: Cluster
    exposures: tuple[Exposure, ...]
    findings: tuple[Finding, ...]
    faults: tuple[Gap, ...]
    vantage: Vantage

    def routes(self, chosen: tuple[Exposure, ...]) -> dict[str, Route]:
        """The routes of some of the exposures, by id, with predictions for whoever stands where the probe does."""
        return seen_from(trace(self.cluster, chosen, among=self.exposures), self.vantage.kind)


def know(
    source: Source,
    node_port_range: NodePortRange | None,
    progress: Progress,
    *,
    nodes: Callable[[Cluster], NodeChoice] = lambda _: COVERING,
    needs: Needs = everything,
) -> Known:
    """Read, classify and judge; raises KprobeError where nothing can be read.

    `nodes` says on which nodes to look at NodePorts, `needs` what to read.
    """
    snapshot = read(source, needs, FIRST, progress)
    cluster = Cluster(snapshot, node_port_range=node_port_range)
    exposures = classify(cluster, nodes(cluster))
    findings, faults = judge(cluster, exposures)
    return Known(
        snapshot=snapshot,
        cluster=cluster,
        exposures=exposures,
        findings=findings,
        faults=faults,
        vantage=stand(
            ((name, address) for name, addresses in cluster.all_addresses.items() for address in addresses),
            (a for pod in cluster.live_pods if not pod.spec.host_network for a in pod_addresses(pod)),
        ),
    )


def leaves_open(known: Known, routes: Mapping[str, Route]) -> bool:
    """Whether something that was not read would decide what these routes cannot say."""
    return bool(known.snapshot.parts) and any(
        link.state is LinkState.UNKNOWN and link.link in _DECIDED_BY_OTHERS
        for route in routes.values()
        for link in route.every_link()
    )
