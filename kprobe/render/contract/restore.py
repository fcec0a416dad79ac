"""From a report in JSON back to a Report: what was written can be joined, compared and shown in any other format."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from kprobe.errors import KprobeError
from kprobe.model import checked, diagnosis, exposure, finding, policy, probe, refs, report, route, snapshot, why
from kprobe.model.text import sanitised, visible
from kprobe.render.contract import v1, v1_check, v1_policy
from kprobe.render.contract.restore_probe import observation

_BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)
_INSIDE = {report.VantageKind.NODE, report.VantageKind.POD}


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    schema: str = ""


def restore(text: bytes, name: str) -> report.Report:
    """The report in `text`, with all text in it made harmless; `name` is the file's, for messages.

    An entry's own links are not in a report, only the route of its exposure. Raises KprobeError for another version, or
    where it is damaged.
    """
    try:
        schema = msgspec.json.decode(text, type=_Head).schema
        if schema == v1.SCHEMA:
            return sanitised(_report(msgspec.json.decode(text, type=v1.Report)))
    except _BROKEN as error:
        raise KprobeError(
            f"{name} is no report that kprobe can read: {visible(str(error))[:300]}",
            hint="it wants what `kprobe scan -o json` writes",
        ) from None
    raise KprobeError(
        f"{name} is {f'a report of another version ({visible(schema)[:40]})' if schema else 'no report of kprobe'}",
        hint=f"this kprobe reads {v1.SCHEMA}, which `kprobe scan -o json` writes",
    )


def _report(source: v1.Report) -> report.Report:
    return report.Report(
        version=source.kprobe.version,
        generated=source.generated,
        cluster=_cluster(source.cluster),
        vantage=_vantage(source.vantage),
        probed=source.probed,
        gaps=tuple(map(_gap, source.gaps)),
        exposures=tuple(_exposure(item, inside=source.vantage.kind in _INSIDE) for item in source.exposures),
        findings=tuple(_finding(f) for f in source.findings if f.ignored is UNSET),
        seconds=source.seconds,
        interrupted=source.interrupted or "",
        notes=source.notes,
        why=None if source.why is UNSET else _why(source.why),
        shard=None if source.shard is UNSET else report.Shard(index=source.shard.index, of=source.shard.of),
        vantages=() if source.vantages is UNSET else tuple(map(_vantage, source.vantages)),
        narrowed=None if source.narrowed is UNSET else _narrowed(source.narrowed),
        ignored=tuple(
            policy.Ignored(finding=_finding(f), reason=f.ignored.reason, until=f.ignored.until, by=f.ignored.by)
            for f in source.findings
            if f.ignored is not UNSET
        ),
        held_against=None if source.held_against is UNSET else _held_against(source.held_against),
        checked=None if source.check is UNSET else _check(source.check),
    )


def _check(done: v1_check.Check) -> checked.Checked:
    return checked.Checked(
        files=done.files,
        objects=done.objects,
        namespace=done.namespace,
        offline=done.offline,
        passed_over=tuple(done.passed_over.items()),
        opens=done.opens,
    )


def _narrowed(part: v1_policy.Narrowed) -> report.Narrowed:
    return report.Narrowed(namespaces=part.namespaces, selector=part.selector)


def _held_against(files: v1_policy.HeldAgainst) -> policy.HeldAgainst:
    return policy.HeldAgainst(policy=files.policy or "", baseline=files.baseline or "")


def _cluster(cluster: v1.Cluster) -> report.ClusterFacts:
    first, _, last = cluster.node_port_range.range.partition("-")
    return report.ClusterFacts(
        context=cluster.context,
        server=cluster.server,
        version=cluster.version,
        nodes=cluster.nodes,
        data_plane=tuple((node, snapshot.DataPlane(plane)) for node, plane in cluster.data_plane.items()),
        data_plane_source=cluster.data_plane_source,
        node_port_range=snapshot.NodePortRange(
            first=int(first),
            last=int(last),
            source=cluster.node_port_range.source,
            proven=cluster.node_port_range.proven,
        ),
    )


def _vantage(vantage: v1.Vantage) -> report.Vantage:
    return report.Vantage(kind=report.VantageKind(vantage.kind), addresses=vantage.addresses, detail=vantage.detail)


def _gap(gap: v1.Gap) -> snapshot.Gap:
    return snapshot.Gap(
        what=gap.what,
        reason=snapshot.GapReason(gap.reason),
        effect=gap.effect,
        read_in=gap.read_in,
        detail=gap.detail,
        advisory=gap.advisory,
        resource=_resource(gap),
    )


def _resource(gap: v1.Gap) -> snapshot.Resource | None:
    """Reports of before they named it begin with it all the same."""
    if gap.resource is not None:
        return snapshot.Resource(gap.resource)
    return next((r for r in snapshot.Resource if gap.what == r or gap.what.startswith(f"{r} ")), None)


def _ref(ref: v1.Ref) -> refs.Ref:
    return refs.Ref(kind=ref.kind, namespace=ref.namespace, name=ref.name)


def _optional_ref(ref: v1.Ref | None) -> refs.Ref | None:
    return None if ref is None else _ref(ref)


def _exposure(item: v1.Exposure, *, inside: bool) -> report.ExposureReport:
    entries = tuple(_entry(e, inside=inside) for e in item.entries)
    return report.ExposureReport(
        exposure=exposure.Exposure(
            id=item.id,
            kind=item.kind,
            source=_ref(item.source),
            workload=_optional_ref(item.workload),
            scope=exposure.Scope(item.scope),
            entries=tuple(dict.fromkeys(e.entry for e in entries)),
            port=item.port or next((e.entry.port for e in entries), 0),
            protocol=exposure.Protocol(item.protocol),
            service=_optional_ref(item.service),
            service_port=item.service_port,
            host=item.host,
            path=item.path,
            tls=item.tls,
            left_out=None
            if item.left_out is None
            else exposure.LeftOut(nodes=item.left_out.nodes, entries=item.left_out.entries),
            ingress_class=item.ingress_class,
            controller=item.controller,
            pending=item.pending or "",
            labels=tuple(item.labels.items()),
            notes=item.notes,
        ),
        verdict=diagnosis.Verdict(item.verdict),
        entries=entries,
        route=tuple(map(_link, item.route)),
        diagnosis=None if item.diagnosis is None else _diagnosis(item.diagnosis),
        known=None if item.known is UNSET else item.known,
        expected=None if item.expected is UNSET else item.expected,
    )


def _entry(item: v1.Entry, *, inside: bool) -> report.EntryReport:
    entry = exposure.Entry(
        address=item.address,
        port=item.port,
        protocol=exposure.Protocol(item.protocol),
        node=item.node,
        pod=_optional_ref(item.pod),
        scheme=item.scheme,
        application=item.application,
        host=item.host,
        path=item.path,
        via=item.via,
    )
    return report.EntryReport(
        entry=entry,
        prediction=None if item.prediction is None else _prediction(item.prediction),
        observation=None if item.observation is None else observation(item.observation, probe.Target.of(entry)),
        skipped=item.skipped or "",
        vantage=item.vantage or "",
        controller=item.controller,
        inside=inside,
        strayed=_optional_ref(item.strayed),
        alone=item.alone,
    )


def _prediction(said: v1.Prediction) -> route.Prediction:
    return route.Prediction(
        states=tuple(map(probe.PortState, said.states)),
        confidence=finding.Confidence(said.confidence),
        reason=said.reason,
        link=said.link,
        works=said.works,
        statuses=said.statuses,
        by_intent=said.by_intent,
    )


def _link(link: v1.Link) -> route.Link:
    return route.Link(
        link=link.link,
        subject=_ref(link.subject),
        state=route.LinkState(link.state),
        reason=link.reason,
        evidence=link.evidence,
    )


def _diagnosis(found: v1.Diagnosis) -> diagnosis.Diagnosis:
    return diagnosis.Diagnosis(
        cause=found.cause,
        confidence=finding.Confidence(found.confidence),
        subject=_ref(found.subject),
        message=found.message,
        evidence=found.evidence,
        fix=found.fix,
        finding=found.finding or "",
    )


def _finding(found: v1.Finding) -> finding.Finding:
    """Its id is made of code, subject and a detail that only the id tells."""
    subject = _ref(found.subject)
    base = f"{found.code}/{subject.kind}/{subject.path}"
    return finding.Finding(
        code=found.code,
        name=found.name,
        severity=finding.Severity(found.severity),
        confidence=finding.Confidence(found.confidence),
        subject=subject,
        message=found.message,
        detail=found.id.removeprefix(base).removeprefix("/"),
        evidence=found.evidence,
        fix=found.fix,
        exposures=found.exposures,
        place=None if found.place is UNSET else _place(found.place),
        known=None if found.known is UNSET else found.known,
    )


def _place(at: v1_check.Place) -> finding.Place:
    return finding.Place(file=at.file, line=at.line, column=at.column)


def _why(asked: v1.Why) -> why.Why:
    return why.Why(
        target=asked.target,
        subjects=tuple(map(_ref, asked.subjects)),
        matched=asked.matched,
        others=asked.others,
        verdict=None if asked.verdict is None else diagnosis.Verdict(asked.verdict),
        answer=asked.answer,
        confidence=None if asked.confidence is None else finding.Confidence(asked.confidence),
        notes=asked.notes,
        observation=None
        if asked.observation is None
        else observation(asked.observation, probe.Target(address=asked.target, port=0)),
        advice=tuple(why.Advice(kind=a.kind, possible=a.possible, reason=a.reason, how=a.how) for a in asked.advice),
    )
