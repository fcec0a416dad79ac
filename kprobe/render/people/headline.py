"""The first line: what was looked at, from where, and how much of it there is."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.report import ClusterFacts, Report, Vantage, VantageKind
from kprobe.model.snapshot import DataPlane
from kprobe.render.people.lines import Line, paragraph
from kprobe.render.people.words import duration, many, ways_in
from kprobe.render.renderer import Output

_PLANES = {
    DataPlane.IPTABLES: "kube-proxy iptables",
    DataPlane.NFTABLES: "kube-proxy nftables",
    DataPlane.IPVS: "kube-proxy ipvs",
    DataPlane.EBPF: "eBPF",
    DataPlane.UNKNOWN: "data plane not known",
}


def headline(report: Report, output: Output) -> Iterator[Line]:
    """`lab · v1.37.2 · 3 nodes, kube-proxy iptables · from outside (198.51.100.100) · 14 ways in, …`."""
    cluster = report.cluster
    entries = sum(len(item.entries) for item in report.exposures)
    parts = (
        cluster.context or cluster.server or "cluster",
        cluster.version,
        f"{many(cluster.nodes, 'node')}, {data_planes(cluster)}",
        _stood(report) if report.probed else "not probed",
        f"{ways_in(len(report.exposures))}, {many(entries, 'entry', 'entries')}, {duration(report.seconds)}",
    )
    separator = " · " if output.unicode else " | "
    yield from paragraph(separator.join(part for part in parts if part), output, "bold", hang=2)


def data_planes(cluster: ClusterFacts) -> str:
    """`kube-proxy iptables`; of nodes that differ `kube-proxy iptables and eBPF`."""
    planes = dict.fromkeys(_PLANES[plane] for _, plane in cluster.data_plane)
    return " and ".join(planes) or _PLANES[DataPlane.UNKNOWN]


def _stood(report: Report) -> str:
    return f"from {report.vantage.detail}" if report.vantages else standing(report.vantage)


def standing(vantage: Vantage) -> str:
    """`from outside (198.51.100.100)`; one address stands for all."""
    where = {
        VantageKind.OUTSIDE: "from outside",
        VantageKind.NODE: "from a node",
        VantageKind.POD: "from a pod",
        VantageKind.UNKNOWN: "from a place not known",
    }[vantage.kind]
    return f"{where} ({vantage.addresses[0]})" if vantage.addresses else where
