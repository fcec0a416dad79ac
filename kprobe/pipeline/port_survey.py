"""Who holds which port, put together for a renderer."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime

from msgspec import Struct

from kprobe import __version__
from kprobe.cluster.cluster import Cluster
from kprobe.errors import UsageError
from kprobe.exposures.host_network import undeclared
from kprobe.kube.source import Source
from kprobe.model.ports import PortRow, PortsReport, Proposal, Where
from kprobe.model.snapshot import NodePortRange, Resource
from kprobe.model.text import sanitised
from kprobe.pipeline.finish import facts
from kprobe.pipeline.scope import on_undeclared
from kprobe.ports.proposals import host_ports, node_ports, use
from kprobe.ports.table import rows
from kprobe.progress import Progress

# What decides who has a port; a gap in Ingresses, say, makes no port less known.
_ABOUT_PORTS = frozenset(
    {Resource.PODS, Resource.SERVICES, Resource.NODES, Resource.NODE_PORT_RANGE, Resource.SERVICE_PROXY}
)


class PortsOptions(Struct, frozen=True, kw_only=True):
    """What to show (`numbers`: ranges of ports, empty for all; `node`; `contested` alone) and to propose (`free`).

    `host_ports`: propose ports of the nodes instead of NodePorts; `between`: only from first to last of these.
    """

    numbers: tuple[tuple[int, int], ...] = ()
    node: str = ""
    contested: bool = False
    free: int = 0
    host_ports: bool = False
    between: tuple[int, int] | None = None
    node_port_range: NodePortRange | None = None


def survey(source: Source, options: PortsOptions, progress: Progress) -> PortsReport:
    """Read, and list; raises UsageError for a node that is not there, KprobeError where nothing can be read."""
    cluster = Cluster(source.snapshot(progress), node_port_range=options.node_port_range)
    if options.node:
        _must_exist(cluster, options.node)
    everything = rows(cluster)
    shown = tuple(row for row in everything if _shown(row, options))
    return sanitised(
        PortsReport(
            version=__version__,
            generated=datetime.now(UTC),
            cluster=facts(cluster),
            rows=shown,
            use=use(cluster),
            gaps=tuple(g for g in cluster.snapshot.gaps if g.resource in _ABOUT_PORTS),
            notes=on_undeclared(undeclared(cluster)),
            proposal=_proposal(cluster, options),
            hidden=len(everything) - len(shown),
        )
    )


def _must_exist(cluster: Cluster, node: str) -> None:
    known = {*cluster.nodes, *(p.spec.node_name for p in cluster.live_pods if p.spec.node_name)}
    if node in known or not cluster.knows(Resource.NODES):
        return
    near = difflib.get_close_matches(node, sorted(known), n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Nodes: {', '.join(sorted(known)[:5])}" if known else ""
    raise UsageError(f"there is no node {node!r}", hint=hint)


def _shown(row: PortRow, options: PortsOptions) -> bool:
    if options.numbers and not any(first <= row.port <= last for first, last in options.numbers):
        return False
    if options.node and row.where is not Where.EVERY_NODE and row.node != options.node:
        return False
    return row.contested or not options.contested


def _proposal(cluster: Cluster, options: PortsOptions) -> Proposal | None:
    if not options.free:
        return None
    if options.host_ports:
        return host_ports(cluster, options.free, options.node, options.between)
    return node_ports(cluster, options.free, options.between)
