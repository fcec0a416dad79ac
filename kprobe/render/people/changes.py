"""What changed for a target from one look to the next."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.model.report import ExposureReport, Report
from kprobe.render.people.answer import matched
from kprobe.render.people.seen import NOT_PROBED, observation_word, seen
from kprobe.render.people.where import where
from kprobe.render.people.words import verdict_word, way_in


class WayState(Struct, frozen=True, kw_only=True):
    """One way in at one look; `links` are (name, state), `cause` what tells one cause from another."""

    name: str
    verdict: str
    seen: str
    cause: str
    message: str
    links: tuple[tuple[str, str], ...]


class TargetState(Struct, frozen=True, kw_only=True):
    """A target at one look. `seen`: at the URL or address itself, "" for objects."""

    ways: tuple[tuple[str, WayState], ...]
    seen: str
    verdict: str
    answer: str


def state_of(report: Report) -> TargetState:
    """What is compared."""
    why = report.why
    if why is None:
        return TargetState(ways=(), seen="", verdict="", answer="")
    at_place = observation_word(why.observation, scheme=why.observation.target.scheme) if why.observation else ""
    return TargetState(
        ways=tuple((item.exposure.id, _way(item)) for item in matched(report, why)),
        seen=at_place,
        verdict=verdict_word(why.verdict) if why.verdict is not None else "not exposed",
        answer=why.answer,
    )


def _way(item: ExposureReport) -> WayState:
    found = item.diagnosis
    states: dict[str, str] = {}
    for link in item.route:  # of several links of one name the worst counts: one of three nodes may be broken
        if states.get(link.link) != "broken":
            states[link.link] = link.state.value
    return WayState(
        name=f"{way_in(item.exposure)} {where(item.exposure)}",
        verdict=verdict_word(item.verdict),
        seen=seen(item.entries) if item.entries else NOT_PROBED,
        cause=f"{found.cause} {found.subject}" if found else "",
        message=found.message if found else "",
        links=tuple(states.items()),
    )


def changes(before: TargetState, after: TargetState) -> Iterator[str]:
    """A line for each way in that changed, came or went; else one for the whole, where that changed."""
    said = False
    old, new = dict(before.ways), dict(after.ways)
    for name, way in new.items():
        if name not in old:
            said = True
            yield f"{way.name} is new: {way.verdict}, seen {way.seen}"
        elif parts := list(_parts(old[name], way)):
            said = True
            yield f"{way.name}: {'; '.join(parts)}"
    for name in old.keys() - new.keys():
        said = True
        yield f"{old[name].name} is gone"
    if before.seen != after.seen:
        said = True
        yield f"seen {before.seen or NOT_PROBED}, now {after.seen or NOT_PROBED}"
    if not said and before.verdict != after.verdict:
        yield f"{before.verdict}, now {after.verdict}: {after.answer}"


def _parts(before: WayState, after: WayState) -> Iterator[str]:
    if before.verdict != after.verdict:
        yield f"{before.verdict}, now {after.verdict}"
    if before.seen != after.seen:
        yield f"seen {before.seen}, now {after.seen}"
    old = dict(before.links)
    for link, state in after.links:
        if link in old and old[link] != state:
            yield f"{link.replace('-', ' ')} was {old[link].replace('-', ' ')}, now {state.replace('-', ' ')}"
    if before.cause != after.cause and after.message:
        yield f"cause: {after.message}"
