"""Entries that look alike: shown once, the others named beside the first."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.report import EntryReport
from kprobe.model.route import LinkState
from kprobe.render.people.sight import as_predicted


class Alike(Struct, frozen=True, kw_only=True):
    """Entries with the same links, prediction and observation; `first` stands for all of them."""

    first: EntryReport
    others: tuple[EntryReport, ...]

    @property
    def works(self) -> bool:
        """Whether a client gets through, as predicted, over links of which none is in doubt."""
        doubtful = any(link.state in {LinkState.BROKEN, LinkState.UNKNOWN} for link in self.first.links)
        return not doubtful and case_of(self.first).answers is True and as_predicted(self.first) is not False

    @property
    def intended(self) -> bool:
        """Whether it is silent because somebody asked for it."""
        case = case_of(self.first)
        return case.intended and case.answers is not True

    @property
    def rank(self) -> int:
        """0 for what a person must see first."""
        if self.works:
            return 3
        if self.intended:
            return 4
        if self.first.observation is None:
            return 2
        return 1 if case_of(self.first).answers is not False and not case_of(self.first).unexpected else 0


def alike(entries: Sequence[EntryReport]) -> list[Alike]:
    """The groups: the worst first, then the largest."""
    groups: dict[object, list[EntryReport]] = {}
    for entry in entries:
        groups.setdefault(_look(entry), []).append(entry)
    found = [Alike(first=members[0], others=tuple(members[1:])) for members in groups.values()]
    return sorted(found, key=lambda group: (group.rank, -len(group.others)))


def _look(entry: EntryReport) -> object:
    """What one sees of an entry, its own names aside."""
    seen, predicted = entry.observation, entry.prediction
    links = tuple(
        (link.link, link.state, "" if link.state is LinkState.OK else _anonymous(link.reason, entry))
        for link in entry.links
    )
    foreseen = predicted and (predicted.states, predicted.works, predicted.statuses, predicted.by_intent)
    saw = seen and (
        seen.state,
        seen.stage,
        seen.succeeded < seen.attempts,
        _anonymous(seen.error, entry),
        seen.http and (seen.http.status, seen.http.author),
        seen.tls and seen.tls.problem,
    )
    by_name = entry.entry.host is not None and entry.entry.host == entry.entry.address
    return links, foreseen, saw, entry.skipped, entry.entry.scheme, by_name


def _anonymous(text: str, entry: EntryReport) -> str:
    """`text` with the entry's own address, node and pod taken out; the longest names first, as one may hold another."""
    own = [entry.entry.address, entry.entry.node or "", entry.entry.pod.name if entry.entry.pod else ""]
    for name in sorted((name for name in own if name), key=len, reverse=True):
        text = text.replace(name, "*")
    return text
