"""Compares every exposure's prediction with what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.join import Join
from kprobe.diagnosis.owners import owners
from kprobe.diagnosis.surroundings import NOWHERE, look_around
from kprobe.diagnosis.verdict import verdict_of
from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence, Finding
from kprobe.model.probe import ProbeResult
from kprobe.model.report import EntryReport, ExposureReport, Vantage, VantageKind
from kprobe.model.route import LinkState, Route
from kprobe.registry import load


class Explained(Struct, frozen=True, kw_only=True):
    """One entry with the cause that explains it."""

    cause: Cause
    explanation: Explanation


def diagnose(
    exposures: Iterable[Exposure],
    routes: Mapping[str, Route],
    findings: tuple[Finding, ...],
    result: ProbeResult,
    vantage: Vantage = NOWHERE,
    *,
    everything: Iterable[Exposure] = (),
) -> tuple[tuple[ExposureReport, ...], tuple[Finding, ...]]:
    """A report for each exposure, and the findings: those of the checks, and those that only the probe could make.

    `everything`: what the cluster exposes besides, shown or not; a name may lead there.
    """
    catalogue = sorted(load("kprobe.diagnosis.causes", "CAUSE", Cause), key=lambda c: c.rank)
    causes = {when: [c for c in catalogue if when in {c.when, c.also}] for when in When}
    exposures = tuple(exposures)
    join = Join(
        result, owners=owners((*exposures, *everything)), inside=vantage.kind in {VantageKind.NODE, VantageKind.POD}
    )
    known = {(f.code, i): f for f in reversed(findings) for i in (*f.exposures, str(f.subject))}
    made: dict[str, Finding] = {}
    all_explained: list[tuple[Case, list[Explained]]] = []
    joined = [(exposure, join.cases(routes[exposure.id], exposure.controller)) for exposure in exposures]
    around = look_around(joined, vantage)
    for exposure, entries in joined:
        case = Case(exposure=exposure, route=routes[exposure.id], entries=entries, findings=known, around=around)
        explained = list(_explain(case, causes))
        all_explained.append((case, explained))
        for item in explained:
            if (finding := _finding(exposure, item)) is not None:
                made[finding.id] = _merged(made.get(finding.id), finding)
    yielded = [(case, [_yielded(case.exposure, item, made) for item in items]) for case, items in all_explained]
    reports = [_report(case, items) for case, items in yielded]
    return tuple(reports), (*findings, *made.values())


def _explain(case: Case, causes: Mapping[When, list[Cause]]) -> Iterable[Explained]:
    for when, entries in (
        (When.FAILING, case.failing),
        (When.UNEXPECTED, tuple(e for e in case.tried if e.unexpected)),
        (When.FLAKY, tuple(e for e in case.tried if e.flaky)),
        (When.UNTOLD, tuple(e for e in case.tried if e.answers is None and not e.intended)),
        (When.LACKING, tuple(e for e in case.tried if case.lacks_family(e))),
        (When.ANSWERING, case.working),
    ):
        for entry in entries:
            if (found := _first(case, entry, causes[when])) is not None:
                yield found


def _first(case: Case, entry: EntryCase, causes: list[Cause]) -> Explained | None:
    for cause in causes:
        explanation = cause.explain(case, entry)
        if explanation is not None:
            return Explained(cause=cause, explanation=explanation)
    return None


def _yielded(exposure: Exposure, item: Explained, made: dict[str, Finding]) -> Explained:
    """One fact, one finding: where a nearer witness reports it already, that finding gets the exposure and evidence.

    Of two that yield to each other neither does, as the first has gone by then.
    """
    said = item.explanation
    better = next((made[i] for i in said.yields_to if i in made), None)
    own = _finding(exposure, item)
    if better is None or own is None:
        return item
    made.pop(own.id, None)
    merged = replace(_merged(better, own), confidence=Confidence.LIKELY)
    made[better.id] = merged
    explanation = replace(
        said,
        finding=merged,
        subject=merged.subject,
        message=merged.message,
        fix=merged.fix,
        confidence=Confidence.LIKELY,
    )
    return Explained(cause=item.cause, explanation=explanation)


def _report(case: Case, explained: list[Explained]) -> ExposureReport:
    verdict = verdict_of(case)
    first = min(explained, key=lambda e: e.cause.rank, default=None)
    diagnosis = _diagnosis(case.exposure, first) if first else _without_probe(case, verdict)
    return ExposureReport(
        exposure=case.exposure,
        verdict=verdict,
        entries=tuple(
            EntryReport(
                entry=e.entry,
                prediction=e.prediction,
                observation=e.observation,
                skipped=e.skipped.reason if e.skipped and e.observation is None else "",
                links=e.links,
                controller=e.controller,
                inside=e.inside,
                strayed=e.strayed,
                alone=e.alone,
            )
            for e in case.entries
        ),
        route=case.route.every_link(),
        diagnosis=diagnosis,
    )


def _diagnosis(exposure: Exposure, item: Explained) -> Diagnosis:
    explanation = item.explanation
    finding = explanation.finding or _finding(exposure, item)
    return Diagnosis(
        cause=explanation.finding.name if explanation.finding else item.cause.slug,
        confidence=explanation.confidence,
        subject=explanation.subject,
        message=explanation.message,
        evidence=explanation.evidence,
        fix=explanation.fix,
        finding=finding.id if finding else "",
        link=item.cause.link,
    )


def _without_probe(case: Case, verdict: Verdict) -> Diagnosis | None:
    """What the API alone proves, where there was nothing to knock on or nothing was knocked on."""
    if verdict is Verdict.REACHABLE:
        return None
    link = next((e for e in case.route.every_link() if e.state is LinkState.BROKEN), None)
    if link is None or (case.tried and verdict is not Verdict.UNKNOWN):
        return None
    finding = case.finding_of(link)
    return Diagnosis(
        cause=finding.name if finding else f"broken-{link.link}",
        confidence=finding.confidence if finding else (link.effect.confidence if link.effect else Confidence.CERTAIN),
        subject=link.subject,
        message=finding.message if finding else link.reason,
        evidence=link.evidence,
        fix=finding.fix if finding else (),
        finding=finding.id if finding else "",
    )


def _finding(exposure: Exposure, item: Explained) -> Finding | None:
    cause, said = item.cause, item.explanation
    if said.finding is not None or not cause.code:
        return None
    return said.finding_of(cause, exposure)


def _merged(old: Finding | None, new: Finding) -> Finding:
    if old is None:
        return new
    return replace(
        old,
        evidence=tuple(dict.fromkeys((*old.evidence, *new.evidence)))[:6],
        exposures=tuple(dict.fromkeys((*old.exposures, *new.exposures))),
    )
