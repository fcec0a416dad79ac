"""A whole page: headline, table, findings, what is not known, the next command."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kprobe.model.report import Report
from kprobe.render.people.findings import findings
from kprobe.render.people.headline import headline
from kprobe.render.people.lines import Line, write
from kprobe.render.people.tail import tail
from kprobe.render.renderer import Output

Table = Callable[[Report, Output], Iterable[Line]]


def page(report: Report, output: Output, table: Table, *, every: bool) -> None:
    """Write it. `every`: nothing is folded."""
    lines = [
        *headline(report, output),
        *table(report, output),
        *findings(report, output, every=every),
        *tail(report, output, every=every),
    ]
    write(lines, output)
