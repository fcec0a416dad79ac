"""Routes as the probing stage gets them: entries with or without a prediction."""

from __future__ import annotations

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
