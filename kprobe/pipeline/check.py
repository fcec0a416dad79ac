"""Manifests, judged before they are applied."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from kprobe import __version__
from kprobe.checks.judge import judge
from kprobe.checks.manifest_refused import refused
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.kube.source import Source
from kprobe.manifests.apply import worlds
from kprobe.manifests.assumed import assumed, unknown
from kprobe.manifests.blame import Blame
from kprobe.manifests.causes import brought
from kprobe.manifests.expected_exposures import to_come
from kprobe.manifests.manifest import Manifests
from kprobe.manifests.mentions import Mentions
from kprobe.manifests.outlook import Outlook
from kprobe.manifests.reading import in_namespace
from kprobe.manifests.rollouts import stuck_rollouts
from kprobe.model.checked import Checked
from kprobe.model.finding import Finding
from kprobe.model.report import Report, Vantage, VantageKind
from kprobe.model.snapshot import NodePortRange
from kprobe.model.text import sanitised
from kprobe.pipeline.finish import facts, worst_findings_first
from kprobe.pipeline.opened import opened
from kprobe.progress import Progress


class CheckOptions(Struct, frozen=True, kw_only=True):
    """Where objects belong that name no namespace (None: the context's, or "default"), and what is known better."""

    namespace: str | None = None
    node_port_range: NodePortRange | None = None


def check(manifests: Manifests, source: Source | None, options: CheckOptions, progress: Progress) -> Report:
    """What the manifests would bring into the cluster of `source`; None: what can be said without one.

    Raises KprobeError where the cluster cannot be read.
    """
    began = time.monotonic()
    live = source.snapshot(progress) if source is not None else None
    namespace = options.namespace or (live.namespace if live is not None else "default")
    manifests = in_namespace(manifests, namespace)
    objects, before = (manifests.objects, live) if live is not None else assumed(manifests.objects)
    given = Cluster(before, node_port_range=options.node_port_range)
    seen = worlds(given, objects, examples=live is None)
    applied = Cluster(seen.applied, node_port_range=options.node_port_range)
    refs = {m.ref for m in objects}
    there = classify(applied)
    imagined = tuple(to_come(applied, there, refs))
    exposures = (*there, *(e for e in imagined if e.kind == "node-port"))
    found, faults = judge(applied, (*there, *imagined))
    never = Cluster(seen.without, node_port_range=options.node_port_range)
    due = brought(found, _judged(given), _judged(never), Mentions(refs))
    outlook = Outlook(manifests=manifests, live=given if live is not None else None, applied=applied)
    blame = Blame(objects, (given, applied), exposures)
    findings = (
        *(refused(r.ref, r.field, r.reason, r.place) for r in manifests.refused),
        *(blame.of(f) for f in (*outlook.of(due), *stuck_rollouts(applied, seen.cramped))),
    )
    opens = tuple(e.id for e in exposures if e.source in refs)
    return sanitised(
        Report(
            version=__version__,
            generated=datetime.now(UTC),
            cluster=facts(given) if live is not None else replace(facts(given), nodes=0, data_plane=()),
            vantage=Vantage(kind=VantageKind.UNKNOWN),
            probed=False,
            gaps=(*(live.gaps if live is not None else unknown()), *faults),
            exposures=opened(applied, exposures, (*opens, *(i for f in findings for i in f.exposures))),
            findings=worst_findings_first(findings),
            seconds=time.monotonic() - began,
            notes=(*manifests.notes, *outlook.notes),
            checked=Checked(
                files=manifests.files,
                objects=len(objects),
                namespace=namespace,
                offline=live is None,
                passed_over=manifests.passed_over,
                opens=opens,
            ),
        )
    )


def _judged(cluster: Cluster) -> tuple[Finding, ...]:
    findings, _ = judge(cluster, classify(cluster))
    return findings
