"""Everything that was learnt, put together to a report, with all text from strangers made harmless."""

from __future__ import annotations

from datetime import UTC, datetime

from kprobe import __version__
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding
from kprobe.model.probe import ProbeResult
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import ClusterFacts, ExposureReport, Narrowed, Report, Shard
from kprobe.model.text import sanitised
from kprobe.model.why import Why
from kprobe.pipeline.known import Known
from kprobe.policy.requests import requests


def worst_findings_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """By severity, code and id: the same order in every run."""
    return tuple(sorted(findings, key=lambda f: (f.severity.rank, f.code, f.id)))


def finish(
    known: Known,
    result: ProbeResult,
    options: ProbeOptions,
    *,
    exposures: tuple[ExposureReport, ...],
    findings: tuple[Finding, ...],
    seconds: float,
    notes: tuple[str, ...] = (),
    asked: Why | None = None,
    shard: Shard | None = None,
    narrowed: Narrowed | None = None,
) -> Report:
    """The report; `seconds` is the wall time of the whole run."""
    cluster = known.cluster
    return sanitised(
        Report(
            version=__version__,
            generated=datetime.now(UTC),
            cluster=facts(cluster),
            vantage=known.vantage,
            probed=options.enabled,
            gaps=(*known.snapshot.gaps, *known.faults),
            exposures=exposures,
            findings=findings,
            seconds=seconds,
            interrupted=result.interrupted,
            notes=notes,
            why=asked,
            shard=shard,
            narrowed=narrowed,
            requests=requests(known.snapshot),
        )
    )


def facts(cluster: Cluster) -> ClusterFacts:
    """What was read, in a headline."""
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
