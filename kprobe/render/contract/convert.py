"""From a model Report to the contract's types: every field spelt out, so that a change of the model cannot leak."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from msgspec import UNSET, structs

from kprobe.model import checked, diagnosis, exposure, finding, policy, refs, report, route, snapshot, why
from kprobe.render.contract import v1, v1_check, v1_policy
from kprobe.render.contract.convert_probe import observation
from kprobe.render.contract.tally import known, not_probed, severities, verdicts


def convert(source: report.Report) -> v1.Report:
    """The report in the contract's types."""
    return structs.replace(frame(source), exposures=tuple(exposures(source)), findings=tuple(findings(source)))


def exposures(source: report.Report) -> Iterator[v1.Exposure]:
    """Its exposures, one after the other."""
    return map(_exposure, source.exposures)


def findings(source: report.Report) -> Iterator[v1.Finding]:
    """Its findings, one after the other; those that the policy ignores come last."""
    yield from map(convert_finding, source.findings)
    yield from map(_ignored, source.ignored)


def frame(source: report.Report) -> v1.Report:
    """The report without its exposures and findings, of which there may be many; the summary counts them."""
    kinds: dict[str, int] = {}
    for item in source.exposures:
        kinds[item.exposure.kind] = kinds.get(item.exposure.kind, 0) + 1
    return v1.Report(
        schema="kprobe/v1",
        kprobe=v1.Kprobe(version=source.version),
        generated=source.generated.astimezone(UTC),
        cluster=_cluster(source.cluster),
        vantage=_vantage(source.vantage),
        probed=source.probed,
        interrupted=source.interrupted or None,
        seconds=round(source.seconds, 6),
        notes=source.notes,
        gaps=tuple(map(gap, source.gaps)),
        exposures=(),
        findings=(),
        summary=v1.Summary(
            exposures=len(source.exposures),
            entries=sum(len(e.entries) for e in source.exposures),
            verdicts={verdict.value: count for verdict, count in verdicts(source).items()},
            severities={severity.value: count for severity, count in severities(source).items()},
            kinds=kinds,
            not_probed=tuple(
                v1.NotProbed(reason=group.reason, count=group.count, examples=group.examples)
                for group in not_probed(source)
            ),
            ignored=len(source.ignored),
            known=known(source),
        ),
        why=UNSET if source.why is None else _why(source.why),
        shard=UNSET if source.shard is None else v1_policy.Shard(index=source.shard.index, of=source.shard.of),
        vantages=tuple(map(_vantage, source.vantages)) or UNSET,
        narrowed=UNSET if source.narrowed is None else _narrowed(source.narrowed),
        held_against=UNSET if source.held_against is None else _held_against(source.held_against),
        check=UNSET if source.checked is None else _check(source.checked),
    )


def _check(done: checked.Checked) -> v1_check.Check:
    return v1_check.Check(
        files=done.files,
        objects=done.objects,
        namespace=done.namespace,
        offline=done.offline,
        passed_over=dict(done.passed_over),
        opens=done.opens,
    )


def _vantage(vantage: report.Vantage) -> v1.Vantage:
    return v1.Vantage(kind=vantage.kind.value, addresses=vantage.addresses, detail=vantage.detail)


def _narrowed(part: report.Narrowed) -> v1_policy.Narrowed:
    return v1_policy.Narrowed(namespaces=part.namespaces, selector=part.selector)


def _held_against(files: policy.HeldAgainst) -> v1_policy.HeldAgainst:
    return v1_policy.HeldAgainst(policy=files.policy or None, baseline=files.baseline or None)


def _why(asked: why.Why) -> v1.Why:
    return v1.Why(
        target=asked.target,
        subjects=tuple(map(_ref, asked.subjects)),
        matched=asked.matched,
        others=asked.others,
        verdict=None if asked.verdict is None else asked.verdict.value,
        answer=asked.answer,
        confidence=None if asked.confidence is None else asked.confidence.value,
        notes=asked.notes,
        observation=None if asked.observation is None else observation(asked.observation),
        advice=tuple(v1.Advice(kind=a.kind, possible=a.possible, reason=a.reason, how=a.how) for a in asked.advice),
    )


def _ref(ref: refs.Ref) -> v1.Ref:
    return v1.Ref(kind=ref.kind, namespace=ref.namespace, name=ref.name)


def optional_ref(ref: refs.Ref | None) -> v1.Ref | None:
    """A reference, null for none."""
    return None if ref is None else _ref(ref)


def _cluster(cluster: report.ClusterFacts) -> v1.Cluster:
    ports = cluster.node_port_range
    return v1.Cluster(
        context=cluster.context,
        server=cluster.server,
        version=cluster.version,
        nodes=cluster.nodes,
        data_plane={node: plane.value for node, plane in cluster.data_plane},
        data_plane_source=cluster.data_plane_source,
        node_port_range=v1.NodePortRange(range=str(ports), source=ports.source, proven=ports.proven),
    )


def gap(of: snapshot.Gap) -> v1.Gap:
    """Something that could not be read."""
    return v1.Gap(
        what=of.what,
        reason=of.reason.value,
        effect=of.effect,
        read_in=of.read_in,
        detail=of.detail,
        advisory=of.advisory,
        resource=None if of.resource is None else of.resource.value,
    )


def _exposure(item: report.ExposureReport) -> v1.Exposure:
    source: exposure.Exposure = item.exposure
    return v1.Exposure(
        id=source.id,
        kind=source.kind,
        source=_ref(source.source),
        workload=optional_ref(source.workload),
        service=optional_ref(source.service),
        service_port=source.service_port,
        scope=source.scope.value,
        verdict=item.verdict.value,
        pending=source.pending or None,
        notes=source.notes,
        entries=tuple(map(_entry, item.entries)),
        route=tuple(map(_link, item.route)),
        diagnosis=None if item.diagnosis is None else _diagnosis(item.diagnosis),
        port=source.port,
        protocol=source.protocol.value,
        host=source.host,
        path=source.path,
        tls=source.tls,
        ingress_class=source.ingress_class,
        controller=source.controller,
        labels=dict(source.labels),
        left_out=None
        if source.left_out is None
        else v1.LeftOut(nodes=source.left_out.nodes, entries=source.left_out.entries),
        known=UNSET if item.known is None else item.known,
        expected=UNSET if item.expected is None else item.expected,
    )


def _entry(item: report.EntryReport) -> v1.Entry:
    entry = item.entry
    return v1.Entry(
        address=entry.address,
        port=entry.port,
        protocol=entry.protocol.value,
        node=entry.node,
        pod=optional_ref(entry.pod),
        scheme=entry.scheme,
        application=entry.application,
        host=entry.host,
        path=entry.path,
        via=entry.via,
        prediction=None if item.prediction is None else _prediction(item.prediction),
        observation=None if item.observation is None else observation(item.observation),
        skipped=item.skipped or None,
        vantage=item.vantage or None,
        controller=item.controller,
        strayed=optional_ref(item.strayed),
        alone=item.alone,
    )


def _prediction(prediction: route.Prediction) -> v1.Prediction:
    return v1.Prediction(
        states=tuple(state.value for state in prediction.states),
        confidence=prediction.confidence.value,
        reason=prediction.reason,
        works=prediction.works,
        statuses=prediction.statuses,
        by_intent=prediction.by_intent,
        link=prediction.link,
    )


def _link(link: route.Link) -> v1.Link:
    return v1.Link(
        link=link.link, subject=_ref(link.subject), state=link.state.value, reason=link.reason, evidence=link.evidence
    )


def _diagnosis(found: diagnosis.Diagnosis) -> v1.Diagnosis:
    return v1.Diagnosis(
        cause=found.cause,
        confidence=found.confidence.value,
        subject=_ref(found.subject),
        message=found.message,
        evidence=found.evidence,
        fix=found.fix,
        finding=found.finding or None,
    )


def convert_finding(found: finding.Finding) -> v1.Finding:
    """A finding in the contract's types."""
    return v1.Finding(
        id=found.id,
        code=found.code,
        name=found.name,
        severity=found.severity.value,
        confidence=found.confidence.value,
        subject=_ref(found.subject),
        message=found.message,
        evidence=found.evidence,
        fix=found.fix,
        exposures=found.exposures,
        url=found.url,
        place=UNSET if found.place is None else _place(found.place),
        known=UNSET if found.known is None else found.known,
    )


def _ignored(of: policy.Ignored) -> v1.Finding:
    return structs.replace(
        convert_finding(of.finding), ignored=v1_policy.Ignored(reason=of.reason, until=of.until, by=of.by)
    )


def _place(place: finding.Place) -> v1_check.Place:
    return v1_check.Place(file=place.file, line=place.line, column=place.column)
