"""What a run shows as a whole: facts that no exposure can know by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.exposure import Exposure, Protocol
from kprobe.model.probe import PortState
from kprobe.model.report import Vantage, VantageKind

NOWHERE = Vantage(kind=VantageKind.UNKNOWN)
Way = tuple[str, int | None, Protocol]
Joined = Sequence[tuple[Exposure, tuple[EntryCase, ...]]]


class Surroundings(Struct, frozen=True, kw_only=True):
    """Where the probe stood (`vantage`), and what was seen at all exposures together.

    `nodes_silent`: of all node addresses that were knocked on, none gave any sign of life; `silent_nodes`: those that
    gave none, while others live. `talking`: addresses and ports that gave an HTTP answer, to whatever question.
    `mapping_nodes`: where some pod's host port answers; `maps_nothing`: every host port of several workloads refuses
    (rows HP-1, HP-15). `ways`: entries on nodes and load balancers by the Service port that they lead to, each with
    its exposure's kind.
    """

    vantage: Vantage = NOWHERE
    nodes_silent: bool = False
    silent_nodes: frozenset[str] = frozenset()
    talking: frozenset[tuple[str, int]] = frozenset()
    mapping_nodes: frozenset[str] = frozenset()
    maps_nothing: bool = False
    ways: Mapping[Way, Sequence[tuple[str, EntryCase]]] = field(default_factory=dict)

    def beside(self, exposure: Exposure) -> tuple[EntryCase, ...]:
        """Entries of other kinds that lead to the same port of the exposure's Service."""
        if exposure.service is None:
            return ()
        return tuple(entry for kind, entry in self.ways.get(_way(exposure), ()) if kind != exposure.kind)


NOTHING_AROUND = Surroundings()


def look_around(joined: Joined, vantage: Vantage) -> Surroundings:
    """All of it, in one pass over the entries of every exposure."""
    entries = [entry for _, members in joined for entry in members]
    mapping, maps_nothing = _host_ports([(x, e) for x, members in joined for e in members if x.kind == "host-port"])
    return Surroundings(
        vantage=vantage,
        nodes_silent=_nodes_silent(entries),
        silent_nodes=_silent_nodes(entries),
        talking=frozenset((e.entry.address, e.entry.port) for e in entries if e.observation and e.observation.http),
        mapping_nodes=mapping,
        maps_nothing=maps_nothing,
        ways=_ways(joined),
    )


def _way(exposure: Exposure) -> Way:
    return str(exposure.service), exposure.service_port, exposure.protocol


def _ways(joined: Joined) -> dict[Way, list[tuple[str, EntryCase]]]:
    ways: dict[Way, list[tuple[str, EntryCase]]] = defaultdict(list)
    for exposure, entries in joined:
        if exposure.kind != "ingress" and exposure.service is not None:
            ways[_way(exposure)].extend((exposure.kind, e) for e in entries)
    return ways


def _nodes_silent(entries: Iterable[EntryCase]) -> bool:
    """Whether several ports of several node addresses were knocked on, and not one answered or refused."""
    seen = [e for e in entries if e.entry.node is not None and e.observation is not None and not e.own_trouble]
    alive = any(e.observation and e.observation.state in {PortState.OPEN, PortState.CLOSED} for e in seen)
    several = len({e.entry.address for e in seen}) > 1 and len({e.entry.port for e in seen}) > 1
    return several and not alive


def _silent_nodes(entries: Iterable[EntryCase]) -> frozenset[str]:
    """Nodes at which nothing came back, at two ports or more, one of which answers or refuses at another node."""
    silent: dict[str, set[int]] = defaultdict(set)
    alive: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        node, seen = entry.entry.node, entry.observation
        if node is None or seen is None or entry.own_trouble:
            continue
        if seen.state in {PortState.OPEN, PortState.CLOSED}:
            alive[node].add(entry.entry.port)
        elif seen.state in {PortState.FILTERED, PortState.UNREACHABLE} and not entry.intended:
            silent[node].add(entry.entry.port)
    elsewhere = {port for ports in alive.values() for port in ports}
    return frozenset(n for n, ports in silent.items() if len(ports) > 1 and ports & elsewhere and n not in alive)


def _host_ports(entries: Iterable[tuple[Exposure, EntryCase]]) -> tuple[frozenset[str], bool]:
    sound = [(x, e) for x, e in entries if e.observation and not e.own_trouble and e.prediction and e.prediction.works]
    mapping = frozenset(e.entry.node or "" for _, e in sound if e.open)
    refuse = all(e.observation and e.observation.state is PortState.CLOSED for _, e in sound)
    return mapping, refuse and len({x.source for x, _ in sound}) > 2
