"""A row per entry: every address by itself."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.report import EntryReport, ExposureReport, Report
from kprobe.render.contract.tally import port_text
from kprobe.render.people.exposures import by_namespace
from kprobe.render.people.grid import Column, Row, has_room, layout
from kprobe.render.people.lines import Line, plain
from kprobe.render.people.seen import NOT_PROBED, NOTHING, prediction_word, state_word
from kprobe.render.people.where import asked, where
from kprobe.render.people.why import entry_why, why
from kprobe.render.people.words import VERDICT_STYLES, mark, verdict_word, way_in
from kprobe.render.renderer import Output

_WORD = Column(title="VERDICT", least=13)
_MARK = Column(title="")
_COLUMNS = (
    Column(title="WAY IN", least=20),
    Column(title="ADDRESS", least=18),
    Column(title="PORT", right=True),
    Column(title="NODE", least=8),
    Column(title="PREDICTED", whole=False, least=9),
    Column(title="SEEN", whole=False, least=10),
    Column(title="TRIES", right=True),
    Column(title="MS", right=True),
    Column(title="HTTP", right=True),
)


def entry_table(report: Report, output: Output) -> Iterator[Line]:
    """The rows, in the order of the table for people; an exposure without an entry has one row all the same."""
    if not report.exposures:
        return
    grouped = by_namespace(report.exposures)
    worded = [(name, [row for item in items for row in _rows(item, output, word=True)]) for name, items in grouped]
    columns = [_WORD, *_COLUMNS]
    if not has_room(columns, [row for _, rows in worded for row in rows], output.width):
        columns = [_MARK, *_COLUMNS]
        worded = [(name, [row for item in items for row in _rows(item, output, word=False)]) for name, items in grouped]
    yield plain("")
    yield from layout(columns, worded, output.width, "WHY")


def _rows(item: ExposureReport, output: Output, *, word: bool) -> Iterator[Row]:
    style = VERDICT_STYLES[item.verdict]
    sign = mark(item.verdict, unicode=output.unicode)
    verdict = f"{sign} {verdict_word(item.verdict)}" if word else sign, style
    name = way_in(item.exposure), ""
    if not item.entries:
        port = port_text(item.exposure.port, item.exposure.protocol)
        no = NOTHING, ""
        cells = (verdict, name, no, (port, ""), no, no, (NOT_PROBED, style), no, no, no)
        url = f"{where(item.exposure)}: " if item.exposure.host is not None else ""
        yield Row(cells=cells, prose=f"{url}{why(item)}")
    for entry in item.entries:
        prose = ": ".join(part for part in (asked(entry.entry), entry_why(entry)) if part)
        yield Row(cells=(verdict, name, *_cells(entry, style)), prose=prose)


def _cells(entry: EntryReport, style: str) -> tuple[tuple[str, str], ...]:
    where_to, seen = entry.entry, entry.observation
    tries = NOTHING if seen is None else f"{seen.succeeded}/{seen.attempts}"
    milliseconds = NOTHING if seen is None or not seen.succeeded else _milliseconds(seen.seconds)
    status = NOTHING if seen is None or seen.http is None else str(seen.http.status)
    return (
        (where_to.address, ""),
        (port_text(where_to.port, where_to.protocol), ""),
        (where_to.node or NOTHING, ""),
        (prediction_word(entry.prediction), ""),
        (NOT_PROBED if seen is None else state_word(seen, scheme=where_to.scheme), style),
        (tries, ""),
        (milliseconds, ""),
        (status, ""),
    )


def _milliseconds(seconds: float) -> str:
    return "<0.1" if seconds < 0.00005 else f"{seconds * 1000:.1f}"
