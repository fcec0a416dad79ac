"""The pipeline: the table of contents of the program."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from kprobe import __version__
from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import pod_addresses
from kprobe.cluster.selectors import parse_selector
from kprobe.diagnosis.answer import Question, answer, worst_first
from kprobe.diagnosis.diagnose import diagnose
from kprobe.exposures.classify import classify
from kprobe.exposures.host_network import undeclared
from kprobe.kube.source import Source
from kprobe.lookup.advise import advise
from kprobe.lookup.find import find
from kprobe.lookup.found import Found
from kprobe.lookup.inventory import typed
from kprobe.lookup.mend import commands, cured, mended
from kprobe.lookup.owners import led_to
from kprobe.lookup.target import parse
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.probe import ProbeOptions, ProbeResult, Target
from kprobe.model.report import ClusterFacts, ExposureReport, Report, Vantage
from kprobe.model.route import Route
from kprobe.model.snapshot import Gap, NodePortRange, Snapshot
from kprobe.model.text import sanitised
from kprobe.model.why import Why
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyOptions:
    """Where a name without a namespace is looked up (None: the context's first), what is known better, how to knock."""

    namespace: str | None = None
    node_port_range: NodePortRange | None = None
    probe: ProbeOptions = field(default_factory=ProbeOptions)


def scan(source: Source, options: ScanOptions, progress: Progress) -> Report:
    """Read, classify, trace, judge, knock, compare: everything."""
    began = time.monotonic()
    shown = _filter(options)
    known = _know(source, options.node_port_range, progress)
    exposures = tuple(e for e in known.exposures if shown(e))
    result = _knock(known, exposures, options.probe, progress)
    reports, findings = diagnose(exposures, known.routes, known.findings, result, known.vantage)
    return _report(
        known,
        result,
        options.probe,
        exposures=reports,
        findings=_relevant(findings, exposures, known.exposures, options),
        seconds=time.monotonic() - began,
        notes=_notes(known.cluster, options),
    )


def why(source: Source, text: str, options: WhyOptions, progress: Progress) -> Report:
    """The same for the one thing that `text` names, with the answer in `Report.why`; raises UnknownTarget."""
    began = time.monotonic()
    asked = parse(text, options.namespace)
    known = _know(source, options.node_port_range, progress)
    found = find(known.cluster, known.exposures, asked)
    known = _narrowed(known, found)
    exposures = tuple(e for e in known.exposures if e.id in {*found.matched, *found.others})
    result = _knock(known, exposures, options.probe, progress, also=(found.knock,) if found.knock else ())
    reports, findings = diagnose(exposures, known.routes, known.findings, result, known.vantage)
    lines = commands(known.cluster, findings)
    reports = tuple(replace(r, diagnosis=cured(r.diagnosis, lines)) if r.diagnosis else r for r in reports)
    matched = worst_first(tuple(r for r in reports if r.exposure.id in found.matched))
    others = tuple(r for r in reports if r.exposure.id not in found.matched)
    return _report(
        known,
        result,
        options.probe,
        exposures=(*matched, *others),
        findings=tuple(mended(f, lines) for f in _about(findings, found)),
        seconds=time.monotonic() - began,
        asked=_why(text, known, found, matched, result),
    )


def _why(text: str, known: _Known, found: Found, matched: tuple[ExposureReport, ...], result: ProbeResult) -> Why:
    seen = next((o for o in result.observations if o.target == found.knock), None)
    said = answer(
        Question(
            name=text if found.knock or len(found.subjects) != 1 else typed(found.subjects[0]),
            matched=matched,
            reason=found.reason,
            known=found.known,
            place=found.knock is not None,
            observation=seen,
        )
    )
    by_name = found.knock.address if found.knock and seen and found.knock.address not in seen.addresses else ""
    skipped = next((s.reason for s in result.skipped if s.target == found.knock), "")
    return Why(
        target=text,
        subjects=found.subjects,
        matched=tuple(r.exposure.id for r in matched),
        others=found.others,
        verdict=said.verdict,
        answer=said.sentence,
        confidence=said.confidence,
        notes=(
            *found.notes,
            *(led_to(known.cluster, known.exposures, by_name, seen.addresses) if seen and by_name else ()),
            *((f"it was not knocked on itself: {skipped}",) if skipped else ()),
        ),
        observation=seen,
        advice=advise(known.cluster, known.exposures, found),
    )


def _about(findings: tuple[Finding, ...], found: Found) -> tuple[Finding, ...]:
    """Findings about what was asked: its ways in, or the objects themselves; worst first."""
    ids, subjects = set(found.matched), set(found.subjects)
    return tuple(f for f in _ordered(findings) if ids.intersection(f.exposures) or f.subject in subjects)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the API alone says, and where the probe stands to it."""

    snapshot: Snapshot
    cluster: Cluster
    exposures: tuple[Exposure, ...]
    routes: Mapping[str, Route]
    findings: tuple[Finding, ...]
    faults: tuple[Gap, ...]
    vantage: Vantage


def _know(source: Source, node_port_range: NodePortRange | None, progress: Progress) -> _Known:
    snapshot = source.snapshot(progress)
    cluster = Cluster(snapshot, node_port_range=node_port_range)
    exposures = classify(cluster)
    vantage = stand(
        ((name, address) for name, addresses in cluster.all_addresses.items() for address in addresses),
        (a for pod in cluster.live_pods if not pod.spec.host_network for a in pod_addresses(pod)),
    )
    routes = seen_from(trace(cluster, exposures), vantage.kind)
    findings, faults = judge(cluster, exposures)
    return _Known(
        snapshot=snapshot,
        cluster=cluster,
        exposures=exposures,
        routes=routes,
        findings=findings,
        faults=faults,
        vantage=vantage,
    )


def _narrowed(known: _Known, found: Found) -> _Known:
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


def _knock(
    known: _Known,
    exposures: tuple[Exposure, ...],
    options: ProbeOptions,
    progress: Progress,
    also: tuple[Target, ...] = (),
) -> ProbeResult:
    return probe(plan([known.routes[e.id] for e in exposures], options, also=also), options, progress)


def _report(
    known: _Known,
    result: ProbeResult,
    options: ProbeOptions,
    *,
    exposures: tuple[ExposureReport, ...],
    findings: tuple[Finding, ...],
    seconds: float,
    notes: tuple[str, ...] = (),
    asked: Why | None = None,
) -> Report:
    cluster = known.cluster
    return sanitised(
        Report(
            version=__version__,
            generated=datetime.now(UTC),
            cluster=_facts(cluster),
            vantage=known.vantage,
            probed=options.enabled,
            gaps=(*known.snapshot.gaps, *known.faults),
            exposures=exposures,
            findings=findings,
            seconds=seconds,
            interrupted=result.interrupted,
            notes=notes,
            why=asked,
        )
    )


def _filter(options: ScanOptions) -> Callable[[Exposure], bool]:
    matches = parse_selector(options.selector)
    return lambda e: (not options.namespaces or e.source.namespace in options.namespaces) and matches(dict(e.labels))


def _relevant(
    findings: tuple[Finding, ...], shown: tuple[Exposure, ...], everything: tuple[Exposure, ...], options: ScanOptions
) -> tuple[Finding, ...]:
    """Findings that touch what was asked for: an exposure that is shown, or an object of its namespaces."""
    ordered = _ordered(findings)
    if len(shown) == len(everything):
        return ordered
    ids = {e.id for e in shown}
    return tuple(
        f
        for f in ordered
        if ids.intersection(f.exposures) or (not options.selector and f.subject.namespace in options.namespaces)
    )


def _ordered(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.severity.rank, f.code, f.id)))


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
