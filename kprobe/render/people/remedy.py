"""Under the tree: why, what mends it, what proves it, and which other ways in work meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import ExposureReport, Report
from kprobe.model.why import Why
from kprobe.render.contract.tally import socket_address
from kprobe.render.people.answer import matched, others
from kprobe.render.people.lines import Line, plain
from kprobe.render.people.paste import labelled, to_paste
from kprobe.render.people.proof import proof
from kprobe.render.people.sight import facts, sight
from kprobe.render.people.where import where
from kprobe.render.people.words import SEVERITY_STYLES, many, number, verdict_word, way_in, ways_in
from kprobe.render.renderer import Output

_CAUSES = 2
_EVIDENCE = 4
_WORKING = 3
_ALSO = 4


def remedy(report: Report, why: Why, output: Output, *, every: bool) -> Iterator[Line]:
    """A block for each cause, the worst first; then what else is wrong with it, and what works."""
    items = matched(report, why)
    known = {finding.id: finding for finding in report.findings}
    groups = _by_cause(items)
    shown = groups if every else groups[:_CAUSES]
    for diagnosis, blamed in shown:
        yield plain("")
        told = diagnosis.message in why.answer
        yield from _cause(diagnosis, blamed, items, known.get(diagnosis.finding), output, told=told, every=every)
    if hidden := len(groups) - len(shown):
        yield plain(f"and {many(hidden, 'more cause')}: {output.command} -o wide", "dim")
    said = {diagnosis.finding for diagnosis, _ in groups}
    about = (
        f for f in report.findings if set(f.exposures) & set(why.matched) or (not items and f.subject in why.subjects)
    )
    rest = [f for f in about if f.id not in said]
    yield from _also(rest, output, every=every)
    yield from _works(report, why, output)


def _by_cause(items: Sequence[ExposureReport]) -> list[tuple[Diagnosis, list[ExposureReport]]]:
    groups: dict[object, tuple[Diagnosis, list[ExposureReport]]] = {}
    for item in items:
        if (found := item.diagnosis) is not None:
            groups.setdefault((found.cause, found.subject, found.message), (found, []))[1].append(item)
    return list(groups.values())


def _cause(
    found: Diagnosis,
    blamed: Sequence[ExposureReport],
    items: Sequence[ExposureReport],
    finding: Finding | None,
    output: Output,
    *,
    told: bool,
    every: bool,
) -> Iterator[Line]:
    """`told`: the answer says the cause in full."""
    label = "Why" if blamed[0].verdict is not Verdict.REACHABLE else "But"
    if not told:
        message = found.message if str(found.subject) in found.message else f"{found.subject}: {found.message}"
        yield from labelled(label, [message], output)
    breaks = f", breaks {number(len(blamed))} of {ways_in(len(items))}" if len(items) > len(blamed) else ""
    code = f"{found.cause.replace('-', ' ')}, {found.confidence.value}{breaks}"
    if finding is not None:
        code = f"{finding.code}, {found.confidence.value}{breaks}; kprobe checks {finding.code} explains it"
    yield from labelled(label if told else "", [code], output)
    known = dict.fromkeys((*(finding.evidence if finding else ()), *found.evidence))
    evidence = [e for e in known if e and e not in found.message]
    # Beside the link, in the tree, the same evidence stands already.
    seen = {e for item in blamed for link in item.route for e in link.evidence} if not every else set()
    evidence = [e for e in evidence if e not in seen]
    for line in evidence if every else evidence[:_EVIDENCE]:
        yield from labelled("", [f"- {line}"], output)
    fix = found.fix or (finding.fix if finding else ())
    if fix:
        yield from to_paste("Fix", fix, output)
    if command := proof(blamed[0]):
        yield from to_paste("Proof", [command], output)


def _also(rest: Sequence[Finding], output: Output, *, every: bool) -> Iterator[Line]:
    """What else the checks say about the ways in that were asked about."""
    ordered = sorted(rest, key=lambda f: (f.severity.rank, f.code, f.id))
    shown = ordered if every else [f for f in ordered if f.severity is not Severity.INFO][:_ALSO]
    if not shown:
        return
    yield plain("")
    for index, finding in enumerate(shown):
        message = finding.message.removeprefix(f"{finding.subject} ")
        line = f"{finding.severity.value} {finding.code} {finding.subject}: {message}"
        yield from labelled("" if index else "Also", [line], output, SEVERITY_STYLES[finding.severity])


def _works(report: Report, why: Why, output: Output) -> Iterator[Line]:
    """Other ways in, those that work named; nothing is offered that was not seen to work."""
    items = matched(report, why)
    if items and all(item.verdict is Verdict.REACHABLE for item in items):
        return
    working = [item for item in others(report, why) if item.verdict is Verdict.REACHABLE]
    lines = [
        f"{'and' if index else 'the same workload answers'} at {_address(item)} ({way_in(item.exposure)})"
        for index, item in enumerate(working[:_WORKING])
    ]
    if more := len(working) - len(lines):
        lines.append(f"and by {many(more, 'more way in', 'more ways in')}")
    degraded = [] if lines else [i for i in others(report, why) if i.verdict is Verdict.DEGRADED]
    lines += [f"{way_in(i.exposure)}, {where(i.exposure)}: {verdict_word(i.verdict)}" for i in degraded[:1]]
    if lines:
        yield plain("")
        yield from labelled("Works", lines, output, "green")


def _address(item: ExposureReport) -> str:
    """Where a client gets through: a URL, or the addresses that answer."""
    if item.exposure.kind == "ingress" or item.exposure.host is not None:
        return where(item.exposure)
    answering = tuple(socket_address(e.entry) for e in item.entries if case_of(e).answers)
    more = f", {many(len(answering) - 1, 'more address', 'more addresses')}" if len(answering) > 1 else ""
    return f"{answering[0]}{more}" if answering else where(item.exposure)


def seen_as_asked(why: Why, output: Output) -> Iterator[Line]:
    """What was seen at a URL or an address exactly as it was asked for."""
    seen = why.observation
    if seen is not None:
        yield from labelled("Seen", [sight(seen, scheme=seen.target.scheme), *facts(seen)], output)
