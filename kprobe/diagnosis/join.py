"""Puts what was seen beside what was predicted, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.owners import Owners
from kprobe.model.exposure import Entry
from kprobe.model.probe import Author, Observation, PortState, ProbeResult, Target
from kprobe.model.refs import Ref
from kprobe.model.route import Route


def _led(seen: Observation | None, endless: frozenset[str]) -> Observation | None:
    """The same, as a loop where it sends clients to an URL at which another entry loops: from a NodePort to port 80."""
    if seen is None or seen.http is None or not seen.http.location or seen.http.location not in endless:
        return seen
    return replace(seen, http=replace(seen.http, loops=True))


def _alone(case: EntryCase, beside: Sequence[EntryCase]) -> bool:
    """Whether UDP is silent here although it should reply, and replies to the same question at another node.

    Alone it tells nothing (row S-9): whether the server answers such a question is what the others show.
    """
    return _should_reply(case, PortState.OPEN_FILTERED) and any(
        _should_reply(other, PortState.OPEN) and other.entry.node != case.entry.node for other in beside
    )


def _should_reply(case: EntryCase, state: PortState) -> bool:
    seen, sound = case.observation, case.prediction is not None and case.prediction.works is True
    return sound and case.entry.node is not None and seen is not None and not seen.own_trouble and seen.state is state


class Join:
    """Observations and skips by target, built once for all exposures."""

    def __init__(self, result: ProbeResult, *, owners: Owners, inside: bool = False) -> None:
        self._inside = inside
        self._owners = owners
        self._seen = {o.target: o for o in result.observations}
        self._skipped = {s.target: s for s in result.skipped}

    def cases(self, route: Route, controller: str | None = None) -> tuple[EntryCase, ...]:
        """The entries of a route, each with its observation or the reason for none."""
        known = any(
            (o := self._seen.get(Target.of(e.entry))) and o.http and o.http.author is Author.ROUTE
            for e in route.entries
            if e.entry.address != e.entry.host
        )
        seen = [self._seen.get(Target.of(e.entry)) for e in route.entries]
        endless = frozenset(o.http.location for o in seen if o is not None and o.http is not None and o.http.loops)
        cases = tuple(
            EntryCase(
                entry=e.entry,
                links=e.links,
                prediction=e.prediction,
                observation=_led(self._seen.get(Target.of(e.entry)), endless),
                skipped=self._skipped.get(Target.of(e.entry)),
                controller=controller,
                inside=self._inside,
                strayed=self._strayed(e.entry) if known else None,
            )
            for e in route.entries
        )
        return tuple(replace(case, alone=True) if _alone(case, cases) else case for case in cases)

    def _strayed(self, entry: Entry) -> Ref | None:
        """Another server may well pass on what it gets; then it answers this host otherwise than any other."""
        seen = self._seen.get(Target.of(entry)) if entry.address == entry.host else None
        if seen is None or seen.http is None or seen.http.author is Author.ROUTE:
            return None
        return self._owners.stranger(seen)
