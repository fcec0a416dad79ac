"""What is knocked on, what is not, and why: decided before the first packet."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from kprobe.model.exposure import Protocol
from kprobe.model.probe import PortState, Skipped, Target
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.route import EntryRoute, Route
from kprobe.probing.names import is_ip, name_problem, path_problem
from kprobe.probing.safety import refusal

OFF = "probing is off (--no-probe)"
Aim = tuple[Target, EntryRoute]
MOST_BACKENDS = 8
"""Of more backends that take turns, one that is bad is left to chance: finding it would take too many connections."""
MOST_REPEATS = 16
MOST_EXTRA = {False: 20_000, True: 2_000}
"""Connections, and requests over HTTP, that a run makes for the sake of such backends: seconds, in a large cluster."""


class Plan(Struct, frozen=True, kw_only=True):
    """Each target once, in the order of the routes; `skipped` holds every other target, once, with its reason.

    `foreseen` are targets that the configuration says are refused: one refusal there leaves nothing to learn.
    `repeat` says how often to try targets behind which several backends take turns (S-12): of four fresh connections
    for each of n backends, all miss one bad backend in about one run of fifty.
    """

    targets: tuple[Target, ...] = ()
    foreseen: frozenset[Target] = frozenset()
    skipped: tuple[Skipped, ...] = ()
    repeat: Mapping[Target, int] = field(default_factory=dict)


def plan(routes: Iterable[Route], options: ProbeOptions, *, also: Iterable[Target] = ()) -> Plan:
    """The targets of `routes`, and those that somebody named (`also`)."""
    aims = tuple(tuple((Target.of(way.entry), way) for way in route.entries) for route in routes)
    wanted = dict.fromkeys((*also, *(target for of_route in aims for target, _ in of_route)))
    if not options.enabled:
        return Plan(skipped=tuple(Skipped(target=target, reason=OFF) for target in wanted))
    targets: list[Target] = []
    skipped: list[Skipped] = []
    for target in wanted:
        reason = why_not(target, options.allow)
        if reason:
            skipped.append(Skipped(target=target, reason=reason))
        else:
            targets.append(target)
    return Plan(targets=tuple(targets), skipped=tuple(skipped), foreseen=_foreseen(aims), repeat=_repeats(aims))


def _repeats(aims: Sequence[Sequence[Aim]]) -> dict[Target, int]:
    """Within MOST_EXTRA, the first entry of every route before the second of any."""
    wanted: dict[Target, int] = {}
    turns = itertools.zip_longest(*aims)
    for target, way in filter(None, itertools.chain.from_iterable(turns)):
        if target.protocol is Protocol.TCP and 1 < way.backends <= MOST_BACKENDS:
            wanted[target] = max(wanted.get(target, 0), min(4 * way.backends, MOST_REPEATS))
    left = dict(MOST_EXTRA)
    often: dict[Target, int] = {}
    for target, times in wanted.items():
        asked = bool(target.scheme)
        if left[asked] >= times:
            left[asked] -= times
            often[target] = times
    return often


def _foreseen(aims: Sequence[Sequence[Aim]]) -> frozenset[Target]:
    refused: set[Target] = set()
    others: set[Target] = set()
    for target, way in itertools.chain.from_iterable(aims):
        seen = way.prediction
        dead = seen is not None and seen.works is False and _refused(seen.states)
        (refused if dead else others).add(target)
    return frozenset(refused - others)


def _refused(states: tuple[PortState, ...]) -> bool:
    """Refusals may look filtered where the node limits its ICMP; what may be open is worth every attempt."""
    return PortState.CLOSED in states and PortState.OPEN not in states


def why_not(target: Target, allow: tuple[str, ...]) -> str:
    """Why `target` cannot or may not be knocked on; "" where it can. A name is judged again once it is resolved."""
    if target.protocol is Protocol.SCTP:
        return "SCTP cannot be knocked on by kprobe"
    if not 0 < target.port < 65536:
        return f"{target.port} is not a port"
    address = refusal(target.address, allow) if is_ip(target.address) else name_problem(target.address)
    if address or not target.scheme:
        return address
    if target.scheme not in {"http", "https"}:
        return f"{target.scheme} is not a scheme that kprobe speaks"
    return (name_problem(target.host) if target.host else "") or path_problem(target.path)
