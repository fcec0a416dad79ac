"""The ways in: how many of each verdict, and a row for each that wants attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kprobe.model.report import ExposureReport, Report
from kprobe.render.contract.tally import verdicts
from kprobe.render.gfm.text import code, literal
from kprobe.render.people.seen import NOTHING, predicted, seen
from kprobe.render.people.where import where
from kprobe.render.people.why import why
from kprobe.render.people.words import kind_word, mark, verdict_word

_COLUMNS = ("Verdict", "Way in", "Seen", "Why")  # few, or the last has no room


def verdict_counts(report: Report) -> str:
    """One row of numbers, worst first; zeros too, so that a reader sees what there was none of."""
    counts = verdicts(report)
    titles = [f"{literal(mark(v, unicode=True))} {verdict_word(v)}" for v in counts]
    return "\n".join(_table(titles, [[str(count) for count in counts.values()]], "--:"))


def head() -> str:
    """Of the table of ways in."""
    return "\n".join(_table(_COLUMNS, [], "---"))


def way_in_row(item: ExposureReport) -> str:
    """One of its rows."""
    kind, source = kind_word(item.exposure.kind), code(item.exposure.source.path)
    foreseen = predicted(item.entries)
    return _row(
        (
            f"{literal(mark(item.verdict, unicode=True))}&nbsp;{verdict_word(item.verdict)}",
            f"{kind} {source}<br>{code(where(item.exposure))}",
            literal(seen(item.entries)) + ("" if foreseen == NOTHING else f"<br>predicted {literal(foreseen)}"),
            literal(why(item)),
        )
    )


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], rule: str) -> Iterator[str]:
    yield _row(titles)
    yield _row([rule] * len(titles))
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
