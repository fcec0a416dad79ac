"""A row per way in, grouped by namespace, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import ExposureReport, Report
from kprobe.render.people.grid import Column, Row, has_room, layout
from kprobe.render.people.lines import Line, plain
from kprobe.render.people.seen import predicted, seen
from kprobe.render.people.where import where
from kprobe.render.people.why import why
from kprobe.render.people.words import VERDICT_STYLES, mark, number, verdict_word, way_in
from kprobe.render.renderer import Output

_MARK = Column(title="")
_WORD = Column(title="VERDICT")
_COLUMNS = (
    Column(title="WAY IN", least=20),
    Column(title="WHERE", least=18),
    Column(title="PREDICTED", whole=False, least=10),
    Column(title="SEEN", whole=False, least=10),
)
_ROWS = 20  # what fits a screen beside its findings


def exposure_table(report: Report, output: Output) -> Iterator[Line]:
    """The rows; beyond a screenful of them healthy ones are folded into a count, on a screen only."""
    if not report.exposures:
        return
    grouped = by_namespace(report.exposures)
    kept = _kept([item for _, members in grouped for item in members]) if output.width else None
    groups = [
        (name, [item for item in members if kept is None or item.exposure.id in kept]) for name, members in grouped
    ]
    groups = [(name, members) for name, members in groups if members]
    columns = [_WORD, *_COLUMNS]
    rows = [(name, [_row(item, output, word=True) for item in items]) for name, items in groups]
    if not has_room(columns, [row for _, members in rows for row in members], output.width):
        columns = [_MARK, *_COLUMNS]
        rows = [(name, [_row(item, output, word=False) for item in items]) for name, items in groups]
    yield plain("")
    yield from layout(columns, rows, output.width, "WHY")
    if kept is not None and (folded := len(report.exposures) - len(kept)):
        ellipsis = "…" if output.unicode else "..."
        yield plain(f" {ellipsis} {number(folded)} more that are reachable: {output.command} -o wide", "dim")


def by_namespace(items: Sequence[ExposureReport]) -> list[tuple[str, list[ExposureReport]]]:
    """Namespaces with trouble first, then by name; inside each the worst first."""
    groups: dict[str, list[ExposureReport]] = {}
    for item in sorted(items, key=lambda i: (i.verdict.rank, i.exposure.kind, i.exposure.id)):
        groups.setdefault(item.exposure.source.namespace, []).append(item)
    ordered = sorted(groups.items(), key=lambda group: (group[1][0].verdict.rank, group[0]))
    return [(name or "(no namespace)", members) for name, members in ordered]


def _kept(ordered: Sequence[ExposureReport]) -> frozenset[str]:
    """Everything that is not healthy, then what has something to say, then the rest while there is room."""
    needed = [item.exposure.id for item in ordered if item.verdict is not Verdict.REACHABLE]
    healthy = [item for item in ordered if item.verdict is Verdict.REACHABLE]
    healthy.sort(key=lambda item: not why(item))
    room = max(_ROWS - len(needed), 0)
    return frozenset((*needed, *(item.exposure.id for item in healthy[:room])))


def _row(item: ExposureReport, output: Output, *, word: bool) -> Row:
    style = VERDICT_STYLES[item.verdict]
    sign = mark(item.verdict, unicode=output.unicode)
    said = verdict_word(item.verdict)
    reason = why(item)
    if not word and item.verdict is not Verdict.REACHABLE:
        reason = f"{said}: {reason}" if reason else said
    return Row(
        cells=(
            (f"{sign} {said}" if word else sign, style),
            (way_in(item.exposure), ""),
            (where(item.exposure), ""),
            (predicted(item.entries), ""),
            (seen(item.entries), style),
        ),
        prose=reason,
    )
