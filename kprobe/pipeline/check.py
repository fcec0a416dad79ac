"""Manifests, judged before they are applied."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kprobe import __version__
from kprobe.checks.judge import judge
from kprobe.checks.manifest_refused import refused
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.kube.source import Source
from kprobe.manifests.apply import worlds
from kprobe.manifests.assumed import assumed_cluster, unknown, with_served_classes
from kprobe.manifests.causes import brought
from kprobe.manifests.expected_exposures import to_come
from kprobe.manifests.expected_pods import is_new, without_new_pods
from kprobe.manifests.kin import kin
from kprobe.manifests.manifest import Manifest, Manifests
from kprobe.manifests.mentions import Mentions
from kprobe.manifests.outlook import Outlook
from kprobe.manifests.places import field_of
from kprobe.manifests.reading import in_namespace
from kprobe.manifests.rollouts import stuck_rollouts
from kprobe.model.checked import Checked
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.finding import Finding
from kprobe.model.refs import Ref
from kprobe.model.report import EntryReport, ExposureReport, Report, Vantage, VantageKind
from kprobe.model.route import Prediction
from kprobe.model.snapshot import Gap, NodePortRange, Snapshot
from kprobe.model.text import sanitised
from kprobe.pipeline.finish import facts, worst_findings_first
from kprobe.progress import Progress
from kprobe.routes.trace import trace

_UNPROBED = "it is not there yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Where objects belong that name no namespace (None: the context's, or "default"), and what is known better."""

    namespace: str | None = None
    node_port_range: NodePortRange | None = None


def check(manifests: Manifests, source: Source | None, options: CheckOptions, progress: Progress) -> Report:
    """What the manifests would bring into the cluster of `source`; None: what can be said without one.

    Raises KprobeError where the cluster cannot be read.
    """
    began = time.monotonic()
    live = source.snapshot(progress) if source is not None else None
    manifests = in_namespace(manifests, options.namespace or (live.namespace if live else "default"))
    objects = manifests.objects
    if live is None:
        objects, classes = with_served_classes(objects)
        before = replace(assumed_cluster(objects), ingress_classes=classes)
    else:
        before = live
    given = Cluster(before, node_port_range=options.node_port_range)
    seen = worlds(given, objects, examples=live is None)
    refs = {m.ref for m in objects}
    applied = Cluster(seen.applied, node_port_range=options.node_port_range)
    there = classify(applied)
    expected = tuple(to_come(applied, there, refs))
    exposures = (*there, *(e for e in expected if e.kind == "node-port"))
    findings, faults = judge(applied, (*there, *expected))
    mentions = Mentions(refs)
    due = brought(
        findings, _judged(given), _judged(Cluster(seen.without, node_port_range=given.node_port_range)), mentions
    )
    outlook = Outlook(manifests=manifests, live=given if live is not None else None, applied=applied)
    ahead = (*outlook.of(due), *stuck_rollouts(applied, seen.cramped))
    known = {e.id for e in exposures}
    wrong = [refused(r.ref, r.field, r.reason, r.place) for r in manifests.refused]
    placed = [_placed(_only(f, known), objects, mentions, (given, applied)) for f in ahead]
    return sanitised(
        Report(
            version=__version__,
            generated=datetime.now(UTC),
            cluster=facts(given) if live is not None else replace(facts(given), nodes=0, data_plane=()),
            vantage=Vantage(kind=VantageKind.UNKNOWN),
            probed=False,
            gaps=(*_gaps(live), *faults),
            exposures=_shown(applied, exposures, refs, placed),
            findings=worst_findings_first((*wrong, *placed)),
            seconds=time.monotonic() - began,
            notes=(*manifests.notes, *outlook.notes),
            checked=Checked(
                files=manifests.files,
                objects=len(objects),
                namespace=options.namespace or (live.namespace if live else "default"),
                offline=live is None,
                passed_over=manifests.passed_over,
                opens=tuple(e.id for e in exposures if e.source in refs),
            ),
        )
    )


def _judged(cluster: Cluster) -> tuple[Finding, ...]:
    findings, _ = judge(cluster, classify(cluster))
    return findings


def _gaps(live: Snapshot | None) -> tuple[Gap, ...]:
    return unknown() if live is None else live.gaps


def _only(finding: Finding, known: set[str]) -> Finding:
    """Without ways in that were only thought of, and what is said about them."""
    exposures = tuple(e for e in finding.exposures if e in known)
    inside = finding.subject.kind == "Service" and not exposures
    evidence = tuple(e for e in finding.evidence if not (inside and e.startswith("exposed: ")))
    return replace(finding, exposures=exposures, evidence=evidence)


def _placed(
    finding: Finding, objects: Iterable[Manifest], mentions: Mentions, clusters: tuple[Cluster, Cluster]
) -> Finding:
    """At the field of the object that it blames; where others of the manifests are, is evidence."""
    by_ref = {m.ref: m for m in objects}
    spoken = mentions.of(finding) or tuple(r for r in kin(finding.subject, clusters) if r in by_ref)
    if not spoken:
        return finding
    blamed = by_ref[spoken[0]]
    others = spoken[1:] if finding.subject in by_ref or str(spoken[0]) in finding.message else spoken
    elsewhere = tuple(f"{ref} is at {_written(finding, by_ref[ref])}" for ref in others[:3])
    place = blamed.place(field_of(finding, blamed))
    return replace(finding, place=place, evidence=(*finding.evidence, *elsewhere))


def _written(finding: Finding, manifest: Manifest) -> str:
    place = manifest.place(field_of(finding, manifest))
    return f"{place.file}:{place.line}"


def _shown(
    cluster: Cluster, exposures: tuple[Exposure, ...], refs: set[Ref], findings: Iterable[Finding]
) -> tuple[ExposureReport, ...]:
    """The ways in that the manifests' own objects give, and those that findings speak of, with what is predicted.

    Pods that are not there yet have no name.
    """
    spoken = {i for f in findings for i in f.exposures}
    own = tuple(e for e in exposures if e.source in refs or e.id in spoken)
    via = {item.via for e in own for item in e.entries}
    routes = trace(cluster, (*own, *(e for e in exposures if e.id in via and e not in own)))
    return tuple(
        ExposureReport(
            exposure=replace(
                exposure,
                entries=tuple(map(_real, exposure.entries)),
                pending=without_new_pods(exposure.pending),
                notes=tuple(map(without_new_pods, exposure.notes)),
            ),
            verdict=Verdict.NOT_PROBED,
            entries=tuple(
                EntryReport(
                    entry=_real(item.entry),
                    prediction=_foreseen(item.prediction),
                    observation=None,
                    skipped=_UNPROBED,
                )
                for item in routes[exposure.id].entries
            ),
            route=(),
            diagnosis=None,
        )
        for exposure in own
    )


def _real(entry: Entry) -> Entry:
    return replace(entry, pod=None) if entry.pod is not None and is_new(entry.pod.name) else entry


def _foreseen(prediction: Prediction | None) -> Prediction | None:
    return replace(prediction, reason=without_new_pods(prediction.reason)) if prediction else None
