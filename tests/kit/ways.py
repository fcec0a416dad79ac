"""Routes as the probing stage gets them: entries with or without a prediction."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, Prediction, Route


def way(entry: Entry, *states: PortState) -> EntryRoute:
    """A route of one entry that predicts `states`; none: nothing is predicted."""
    prediction = Prediction(
        states=states, confidence=Confidence.CERTAIN, reason="", link="service", works=PortState.OPEN in states
    )
    return EntryRoute(entry=entry, links=(), prediction=prediction if states else None)


def exposed(identity: str, *ways: EntryRoute) -> Route:
    return Route(exposure=identity, entries=ways)


def node_port(port: int, nodes: Iterable[str], *, answering: Iterable[str], families: int = 1) -> Route:
    """A NodePort on `nodes`, of which only `answering` should answer; each node has `families` addresses."""
    answering = set(answering)
    ways = []
    for n, node in enumerate(nodes):
        state = PortState.OPEN if node in answering else PortState.FILTERED
        for family in range(families):
            address = f"2001:db8::{n + 1:x}" if family else f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
            ways.append(way(Entry(address=address, port=port, node=node), state))
    return Route(exposure=f"node-port/shop/web/{port}/TCP", entries=tuple(ways))
