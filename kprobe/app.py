"""The pipeline: the table of contents of the program."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kprobe import __version__
from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import pod_addresses
from kprobe.cluster.selectors import parse_selector
from kprobe.diagnosis.diagnose import diagnose
from kprobe.exposures.classify import classify
from kprobe.exposures.host_network import undeclared
from kprobe.kube.source import Source
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.probe import ProbeOptions
from kprobe.model.report import ClusterFacts, Report
from kprobe.model.snapshot import NodePortRange
from kprobe.model.text import sanitised
from kprobe.probing.plan import plan
from kprobe.probing.run import probe
from kprobe.probing.vantage import stand
from kprobe.progress import Progress
from kprobe.routes.standing import seen_from
from kprobe.routes.trace import trace


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """What to show (`namespaces`, `selector`; empty: everything), what is known better, and how to knock."""

    namespaces: tuple[str, ...] = ()
    selector: str = ""
    node_port_range: NodePortRange | None = None
    probe: ProbeOptions = field(default_factory=ProbeOptions)


def scan(source: Source, options: ScanOptions, progress: Progress) -> Report:
    """Read, classify, trace, judge, knock, compare."""
    began = time.monotonic()
    shown = _filter(options)
    snapshot = source.snapshot(progress)
    cluster = Cluster(snapshot, node_port_range=options.node_port_range)
    everything = classify(cluster)
    routes = trace(cluster, everything)
    findings, faults = judge(cluster, everything)
    exposures = tuple(e for e in everything if shown(e))
    vantage = stand(
        ((name, address) for name, addresses in cluster.all_addresses.items() for address in addresses),
        (a for pod in cluster.live_pods if not pod.spec.host_network for a in pod_addresses(pod)),
    )
    routes = seen_from(routes, vantage.kind)
    targets = plan([routes[e.id] for e in exposures], options.probe)
    result = probe(targets, options.probe, progress)
    reports, findings = diagnose(exposures, routes, findings, result)
    return sanitised(
        Report(
            version=__version__,
            generated=datetime.now(UTC),
            cluster=_facts(cluster),
            vantage=vantage,
            probed=options.probe.enabled,
            gaps=(*snapshot.gaps, *faults),
            exposures=reports,
            findings=_relevant(findings, exposures, everything, options),
            seconds=time.monotonic() - began,
            interrupted=result.interrupted,
            notes=_notes(cluster, options),
        )
    )


def _filter(options: ScanOptions) -> Callable[[Exposure], bool]:
    matches = parse_selector(options.selector)
    return lambda e: (not options.namespaces or e.source.namespace in options.namespaces) and matches(dict(e.labels))


def _relevant(
    findings: tuple[Finding, ...], shown: tuple[Exposure, ...], everything: tuple[Exposure, ...], options: ScanOptions
) -> tuple[Finding, ...]:
    """Findings that touch what was asked for: an exposure that is shown, or an object of its namespaces."""
    ordered = tuple(sorted(findings, key=lambda f: (f.severity.rank, f.code, f.id)))
    if len(shown) == len(everything):
        return ordered
    ids = {e.id for e in shown}
    return tuple(
        f
        for f in ordered
        if ids.intersection(f.exposures) or (not options.selector and f.subject.namespace in options.namespaces)
    )


def _notes(cluster: Cluster, options: ScanOptions) -> tuple[str, ...]:
    """What a reader must know beside the rows."""
    silent = [w for w in undeclared(cluster) if not options.namespaces or w.namespace in options.namespaces]
    if not silent or options.selector:
        return ()
    named = ", ".join(map(str, silent[:3])) + (f" and {len(silent) - 3} more" if len(silent) > 3 else "")
    return (f"Which ports these open is not in the API, as they use the host network and declare none: {named}.",)


def _facts(cluster: Cluster) -> ClusterFacts:
    snapshot = cluster.snapshot
    return ClusterFacts(
        context=snapshot.context,
        server=snapshot.server,
        version=snapshot.version,
        nodes=len(cluster.nodes),
        data_plane=tuple(sorted(cluster.data_planes.items())),
        data_plane_source=snapshot.service_proxy.source,
        node_port_range=cluster.node_port_range,
    )
