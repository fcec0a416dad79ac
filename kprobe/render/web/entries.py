"""The table of addresses of a way in: what was predicted and what was seen at each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kprobe.model.probe import HttpFacts, TlsFacts
from kprobe.model.report import EntryReport
from kprobe.render.people.alike import Alike
from kprobe.render.people.branch import stands
from kprobe.render.people.seen import NOT_PROBED, NOTHING, observation_word, prediction_word
from kprobe.render.people.sight import as_predicted, http_words, place, timing, tls_words
from kprobe.render.people.why import entry_why
from kprobe.render.web.bounds import ENTRIES, clipped
from kprobe.render.web.marks import Mark, of_link


class EntryRow(Struct, frozen=True, kw_only=True):
    """One address. `mark`: what was seen; `differs`: it is not what was predicted."""

    mark: Mark
    place: str
    predicted: str
    differs: bool
    tries: str
    time: str
    tls: str
    http: str
    why: str


class Entries(Struct, frozen=True, kw_only=True):
    """The worst first; `left`: how many more there are. A column that says nothing is left out."""

    rows: tuple[EntryRow, ...]
    left: int
    tls: bool
    http: bool
    why: bool


def entries(groups: Sequence[Alike]) -> Entries:
    """Those that look alike stand together."""
    ordered = [(group, entry) for group in groups for entry in (group.first, *group.others)]
    rows = tuple(_row(entry, of_link(stands(group), _seen(entry))) for group, entry in ordered[:ENTRIES])
    return Entries(
        rows=rows,
        left=max(len(ordered) - ENTRIES, 0),
        tls=any(row.tls for row in rows),
        http=any(row.http for row in rows),
        why=any(row.why for row in rows),
    )


def _seen(entry: EntryReport) -> str:
    seen = entry.observation
    return NOT_PROBED if seen is None else observation_word(seen, scheme=entry.entry.scheme)


def _row(entry: EntryReport, mark: Mark) -> EntryRow:
    seen = entry.observation
    return EntryRow(
        mark=mark,
        place=clipped(place(entry.entry)),
        predicted=prediction_word(entry.prediction),
        differs=as_predicted(entry) is False,
        tries=NOTHING if seen is None else f"{seen.succeeded} of {seen.attempts}",
        time=NOTHING if seen is None or not seen.succeeded else timing(seen.seconds),
        tls="" if seen is None else _tls(seen.tls),
        http="" if seen is None else _http(seen.http),
        why=clipped(entry_why(entry)),
    )


def _tls(facts: TlsFacts | None) -> str:
    return "" if facts is None else clipped(tls_words(facts))


def _http(facts: HttpFacts | None) -> str:
    return "" if facts is None else clipped(http_words(facts))
