"""The whole page: the parts put into the templates, and written piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined

from kprobe.model.report import Report
from kprobe.render.people.words import number, verdict_word
from kprobe.render.renderer import Output
from kprobe.render.web.answer import asked
from kprobe.render.web.assets import assets
from kprobe.render.web.bounds import AT_ONCE, clipped
from kprobe.render.web.catalogue import Catalogue
from kprobe.render.web.csp import policy
from kprobe.render.web.findings import Found, found
from kprobe.render.web.summary import summary
from kprobe.render.web.ways import Way, way

_OPEN = 3  # ways in that a page about one target shows opened
_PIECES = 200  # fragments that are written at once


def write_page(report: Report, output: Output) -> None:
    """Write it to `output.stream`, as ASCII with character references where that takes nothing else."""
    inlined = assets()
    catalogue = Catalogue(report)
    stream = (
        environment()
        .get_template("page.html")
        .stream(
            policy=policy(styles=[inlined.style], scripts=[inlined.early, inlined.script]),
            assets=inlined,
            summary=summary(report),
            asked=None if report.why is None else asked(report, report.why),
            opened=0 if report.why is None else min(_OPEN, len(report.why.matched)),
            matched=0 if report.why is None else len(report.why.matched),
            ways=_ways(report, catalogue, "" if output.next else output.ask),
            total=len(report.exposures),
            shown=len(catalogue.ways),
            at_once=AT_ONCE,
            left=_left(catalogue),
            findings=_findings(catalogue),
            findings_left=catalogue.findings_left,
            command=output.command,
            commands=output.next,
            version=clipped(report.version),
        )
    )
    stream.enable_buffering(_PIECES)
    for piece in stream:
        output.stream.write(piece if output.unicode else piece.encode("ascii", "xmlcharrefreplace").decode("ascii"))
    output.stream.write("\n")


def environment() -> Environment:
    """Whatever a template prints is escaped; the three assets, our own files, are the only exception."""
    return Environment(
        loader=PackageLoader("kprobe.render.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _ways(report: Report, catalogue: Catalogue, ask: str) -> Iterator[Way]:
    for item in catalogue.ways:
        yield way(item, report, catalogue, ask)


def _findings(catalogue: Catalogue) -> Iterator[Found]:
    for finding in catalogue.findings:
        yield found(finding, catalogue)


def _left(catalogue: Catalogue) -> str:
    """`2,000 more, all reachable`, or "" where every way in is shown."""
    counts = Counter(verdict_word(item.verdict) for item in catalogue.ways_left)
    return ", ".join(f"{number(count)} {word}" for word, count in counts.most_common())
