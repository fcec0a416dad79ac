"""A case for each way in."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.report import ExposureReport, Report
from kprobe.render.contract.tally import port_text, works
from kprobe.render.people.answer import matched
from kprobe.render.people.proof import proof
from kprobe.render.people.seen import predicted, seen
from kprobe.render.people.where import asked_as, url, where
from kprobe.render.people.why import why
from kprobe.render.people.words import verdict_word, way_in
from kprobe.render.test_report.case import Case, Outcome

OUTCOMES = {
    Verdict.REACHABLE: Outcome.PASSED,
    Verdict.DEGRADED: Outcome.FAILED,
    Verdict.UNREACHABLE: Outcome.FAILED,
    Verdict.UNEXPECTED: Outcome.FAILED,
    Verdict.UNKNOWN: Outcome.SKIPPED,
    Verdict.NOT_PROBED: Outcome.SKIPPED,
}
_ANSWERS = {True: Outcome.PASSED, False: Outcome.FAILED, None: Outcome.SKIPPED}


def exposure_cases(report: Report, ask: str) -> tuple[Case, ...]:
    """Of `kprobe why` those that were asked about, behind a case for the target itself; `ask` is its command."""
    if report.why is None:
        return _distinct(report.exposures, report, ask)
    answer = Case(
        group="why",
        name=report.why.target,
        outcome=_ANSWERS[works(report, report.why)],
        kind="not-exposed" if report.why.verdict is None else report.why.verdict.value,
        message=report.why.answer,
        text="\n".join((report.why.answer, *report.why.notes)),
    )
    return (answer, *_distinct(matched(report, report.why), report, ask))


def failed(report: Report) -> frozenset[str]:
    """Ids of the ways in whose cases fail: these tell the findings about them."""
    shown = report.exposures if report.why is None else matched(report, report.why)
    return frozenset(item.exposure.id for item in shown if OUTCOMES[item.verdict] is Outcome.FAILED)


def _distinct(items: Sequence[ExposureReport], report: Report, ask: str) -> tuple[Case, ...]:
    """Ways in of one name get their ids into it."""
    about: dict[str, list[Finding]] = {}
    for finding in report.findings:
        for exposure in finding.exposures:
            about.setdefault(exposure, []).append(finding)
    cases = [_case(item, about.get(item.exposure.id, []), ask) for item in items]
    names = Counter((case.group, case.name) for case in cases)
    return tuple(
        replace(case, name=f"{case.name} ({item.exposure.id})") if names[case.group, case.name] > 1 else case
        for case, item in zip(cases, items, strict=True)
    )


def _case(item: ExposureReport, about: Sequence[Finding], ask: str) -> Case:
    outcome = OUTCOMES[item.verdict]
    said = why(item)
    timed = (entry.observation.seconds for entry in item.entries if entry.observation is not None)
    found = item.diagnosis
    return Case(
        # The dot makes namespaces the packages, and kinds the classes, of those who group cases by them.
        group=".".join(filter(None, (item.exposure.source.namespace, item.exposure.kind))),
        name=_name(item.exposure),
        outcome=outcome,
        kind=item.verdict.value if found is None else found.cause,
        message=f"{verdict_word(item.verdict)}: {said}" if said else verdict_word(item.verdict),
        text="\n".join(_told(item, about, ask)) if outcome is Outcome.FAILED else "",
        seconds=max(timed, default=0.0),
    )


def _name(exposure: Exposure) -> str:
    """Without what changes while the way in stays the same: nodes, addresses."""
    if exposure.kind == "ingress" or exposure.host is not None:
        return f"{way_in(exposure)} {url('https' if exposure.tls else 'http', exposure.host, exposure.path)}"
    return f"{way_in(exposure)} :{port_text(exposure.port, exposure.protocol)}"


def _told(item: ExposureReport, about: Sequence[Finding], ask: str) -> Iterator[str]:
    yield f"{verdict_word(item.verdict)}: {way_in(item.exposure)}, {where(item.exposure)}"
    yield f"predicted {predicted(item.entries)}, seen {seen(item.entries)}"
    if said := why(item):
        yield f"Why: {said}"
    found = item.diagnosis
    cause = next((f for f in about if found is not None and f.id == found.finding), None)
    evidence = () if found is None else dict.fromkeys((*(cause.evidence if cause else ()), *found.evidence))
    yield from (f"- {line}" for line in evidence)
    if fix := (found.fix if found else ()) or (cause.fix if cause else ()):
        yield from ("Fix:", *fix)
    if command := proof(item):
        yield from ("Proof:", command)
    if about:
        yield "Findings:"
    for finding in about:
        yield f"- {finding.severity.value} {finding.code} {finding.subject}: {finding.message}"
        yield f"  {finding.url}"
    yield f"Next: {ask} {shlex.quote(asked_as(item.exposure))}"
