"""The page of `kprobe check`: a line for each finding, as compilers write them, file by file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.model.checked import Checked
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import ExposureReport, Report
from kprobe.render.people.findings import finding_counts, told
from kprobe.render.people.lines import Line, Segment, paragraph, plain, wrapped, write
from kprobe.render.people.tail import not_known
from kprobe.render.people.where import where
from kprobe.render.people.why import sure
from kprobe.render.people.words import SEVERITY_STYLES, kind_word, listed, many, number
from kprobe.render.renderer import Output

_FIXES = 1
_INDENT = 4
_WAYS = 4


def check_page(report: Report, checked: Checked, output: Output, *, every: bool) -> None:
    """Write it. `every`: with what is only worth knowing, evidence, all of the advice, and each way in."""
    lines: list[Line] = []
    shown = [f for f in report.findings if every or not output.width or f.severity is not Severity.INFO]
    for findings in _by_file(shown).values():
        for finding in findings:
            lines += _finding(finding, output, every=every)
        lines.append(plain(""))
    opened = tuple(e for e in report.exposures if e.exposure.id in checked.opens)
    lines += _opened(opened, output, every=every)
    for text, style in (*not_known(report.gaps), *((note, "") for note in report.notes)):
        lines += paragraph(text, output, style, hang=2)
    if hidden := len(report.findings) - len(shown):
        lines.append(plain(f"{number(hidden)} more for information: -o wide", "dim"))
    lines += paragraph(_summary(report, checked), output, "bold", hang=2)
    lines += [plain(f"Next: {command}") for command in _next(shown, output)]
    write(lines, output)


def _by_file(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Those that no file has come last."""
    files: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=_order):
        files[finding.place.file if finding.place else ""].append(finding)
    return files


def _order(finding: Finding) -> tuple[bool, str, int, int, str]:
    place = finding.place
    if place is None:
        return (True, "", 0, finding.severity.rank, finding.id)
    return (False, place.file, place.line, finding.severity.rank, finding.id)


def _finding(finding: Finding, output: Output, *, every: bool) -> Iterator[Line]:
    """`path:line: severity code subject message`: terminals and editors make a link of how it begins."""
    place = f"{finding.place.file}:{finding.place.line}:" if finding.place else "-:"
    message = sure(told(finding), finding.confidence)
    head: list[Segment] = [(f"{place} ", ""), (finding.severity.value, SEVERITY_STYLES[finding.severity])]
    rest = f" {finding.code} {finding.subject}: {message}"
    yield (*head, (rest, ""))
    below = [*(f"- {line}" for line in finding.evidence if every), *(f"fix: {f}" for f in _fixes(finding, every=every))]
    for text in below:
        room = max(output.width - _INDENT, 20) if output.width else 0
        for part in wrapped(text, room) if not text.startswith("fix: kubectl") else [text]:
            yield plain(" " * _INDENT + part, "dim")


def _fixes(finding: Finding, *, every: bool) -> tuple[str, ...]:
    return finding.fix if every else finding.fix[:_FIXES]


def _opened(exposures: tuple[ExposureReport, ...], output: Output, *, every: bool) -> Iterator[Line]:
    if not exposures:
        return
    ways = [f"{kind_word(e.exposure.kind)} {e.exposure.source.path} {where(e.exposure)}" for e in exposures]
    if every:
        yield plain("Opens:", "bold")
        yield from (plain(f"  {way}") for way in ways)
        yield plain("")
    else:
        more = f" and {number(len(ways) - _WAYS)} more" if len(ways) > _WAYS else ""
        yield from paragraph(f"Opens {'; '.join(ways[:_WAYS])}{more}", output, hang=2)


def _summary(report: Report, checked: Checked) -> str:
    against = "no cluster" if checked.offline else report.cluster.context or report.cluster.server or "the cluster"
    version = f" ({report.cluster.version})" if report.cluster.version and not checked.offline else ""
    parts = [
        f"{many(checked.objects, 'object')} in {many(checked.files, 'file')}, against {against}{version}",
        finding_counts(report) or "nothing found",
    ]
    if checked.passed_over:
        kinds = tuple(f"{kind} {number(count)}" for kind, count in checked.passed_over)
        total = sum(count for _, count in checked.passed_over)
        parts.append(f"{many(total, 'object')} of other kinds passed over ({listed(kinds, 5)})")
    return "; ".join(parts)


def _next(shown: list[Finding], output: Output) -> tuple[str, ...]:
    if output.next or not shown:
        return output.next
    worst = min(shown, key=lambda f: (f.severity.rank, f.code))
    return (f"kprobe checks {worst.code}   # why that matters, and how to fix it",)
