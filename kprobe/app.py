"""The pipeline: the table of contents of the program."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from kprobe import __version__
from kprobe.collector import collector_off
from kprobe.diagnosis.answer import worst_first
from kprobe.diagnosis.diagnose import diagnose
from kprobe.export.exporter import Exporter, Origin, Wishes, Written
from kprobe.exposures.node_sample import NodeChoice
from kprobe.kube.source import Source
from kprobe.lookup.find import nodes_asked
from kprobe.lookup.mend import commands, cured, mended
from kprobe.lookup.target import parse
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report, Shard
from kprobe.model.snapshot import Gap, NodePortRange
from kprobe.pipeline.answered import about, answered
from kprobe.pipeline.choose import Choice, choose
from kprobe.pipeline.finish import finish
from kprobe.pipeline.follow import Followed, follow, follow_near, settled
from kprobe.pipeline.known import Known, know, leaves_open
from kprobe.pipeline.reading import Needs, everything
from kprobe.pipeline.scope import Scope
from kprobe.policy.baseline import Baseline
from kprobe.policy.enforce import enforce
from kprobe.policy.policy import NO_POLICY, Policy
from kprobe.probing.plan import plan
from kprobe.probing.run import probe
from kprobe.progress import Progress


class ScanOptions(Struct, frozen=True, kw_only=True):
    """What to show (`namespaces`, `selector`; empty: everything), what is known better, and how to knock.

    `shard`: only that part of the ways in. `all_nodes`: every NodePort on every node, instead of a covering sample.
    `policy` and `baseline` are held against what is found.
    """

    namespaces: tuple[str, ...] = ()
    selector: str = ""
    shard: Shard | None = None
    node_port_range: NodePortRange | None = None
    all_nodes: bool = False
    probe: ProbeOptions = field(default_factory=ProbeOptions)
    policy: Policy = NO_POLICY
    baseline: Baseline | None = None


class WhyOptions(Struct, frozen=True, kw_only=True):
    """Where a name without a namespace is looked up (None: the context's first), what is known better, how to knock.

    `all_nodes`: as for a scan.
    """

    namespace: str | None = None
    node_port_range: NodePortRange | None = None
    all_nodes: bool = False
    probe: ProbeOptions = field(default_factory=ProbeOptions)


def scan(source: Source, options: ScanOptions, progress: Progress) -> Report:
    """Read, classify, trace, judge, knock, compare, hold against the policy: everything."""
    began = time.monotonic()
    scope = Scope(namespaces=options.namespaces, selector=options.selector, shard=options.shard)
    shown = scope.test()
    looked = partial(
        know, source, options.node_port_range, progress, nodes=lambda _: NodeChoice(every=options.all_nodes)
    )
    with collector_off():
        known = looked(needs=scope.needs())
        exposures = tuple(e for e in known.exposures if shown(e))
        routes = known.routes(exposures)
        if leaves_open(known, routes):
            known = looked()
            exposures = tuple(e for e in known.exposures if shown(e))
            routes = known.routes(exposures)
        planned = plan(routes.values(), options.probe)
    result = probe(planned, options.probe, progress)
    with collector_off():
        reports, findings = diagnose(
            exposures, routes, known.findings, result, known.vantage, everything=known.exposures
        )
        report = finish(
            known,
            result,
            options.probe,
            exposures=reports,
            findings=scope.findings(findings, exposures, known.exposures),
            seconds=time.monotonic() - began,
            notes=scope.notes(known.cluster),
            shard=options.shard,
            narrowed=scope.narrowed,
        )
        return enforce(report, options.policy, options.baseline)


def why(source: Source, text: str, options: WhyOptions, progress: Progress) -> Report:
    """The same for the one thing that `text` names, with the answer in `Report.why`; raises UnknownTarget.

    What the answer seems to need is read first, and everything where that leaves it open.
    """
    began = time.monotonic()
    asked = parse(text, options.namespace)

    def look(needs: Needs = everything) -> Known:
        return know(
            source,
            options.node_port_range,
            progress,
            nodes=lambda cluster: NodeChoice(every=options.all_nodes, named=nodes_asked(cluster, asked)),
            needs=needs,
        )

    with collector_off():
        followed = follow_near(look, asked) or follow(look(), asked)
    report = _explained(followed, text, options, progress, began)
    if settled(followed, report):
        return report
    with collector_off():
        followed = follow(look(), asked)
    return _explained(followed, text, options, progress, began)


def _explained(followed: Followed, text: str, options: WhyOptions, progress: Progress, began: float) -> Report:
    """Knock, compare, answer."""
    known, found, exposures, routes = followed.known, followed.found, followed.exposures, followed.routes
    also = (found.knock,) if found.knock else ()
    result = probe(plan(routes.values(), options.probe, also=also), options.probe, progress)
    reports, findings = diagnose(exposures, routes, known.findings, result, known.vantage, everything=known.exposures)
    lines = commands(known.cluster, findings)
    reports = tuple(replace(r, diagnosis=cured(r.diagnosis, lines)) if r.diagnosis else r for r in reports)
    matched = worst_first(tuple(r for r in reports if r.exposure.id in found.matched))
    others = tuple(r for r in reports if r.exposure.id not in found.matched)
    return finish(
        known,
        result,
        options.probe,
        exposures=(*matched, *others),
        findings=tuple(mended(f, lines) for f in about(findings, found)),
        seconds=time.monotonic() - began,
        asked=answered(text, known, found, matched, result),
    )


def export(
    source: Source, choice: Choice, progress: Progress, *, exporter: Exporter, wishes: Wishes, command: str
) -> tuple[Written, tuple[Gap, ...]]:
    """What the configuration says should answer, for another program; nothing is knocked on. With what was not read.

    `command` makes it anew. Raises UsageError for a target that is of no use to the exporter.
    """
    chosen = choose(source, choice, progress)
    context = chosen.cluster.snapshot.context
    origin = Origin(version=__version__, generated=datetime.now(UTC), context=context, command=command)
    return exporter.render(chosen, wishes, origin), chosen.gaps
