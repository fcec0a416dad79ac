"""What a prober sees that does not stand outside: on a node and in a pod a service proxy has other rules.

A node sends what it wants of its own NodePorts past the rules for strangers (row PX-20), and a pod's connections are
taken as if externalTrafficPolicy were Cluster (row PX-21; pkg/proxy/iptables/proxier.go). Nothing that is predicted for
an outside client is certain there, and what is silent outside by that policy may answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.report import VantageKind
from kprobe.model.route import EntryRoute, Prediction, Route
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS

_INSIDE = frozenset({VantageKind.NODE, VantageKind.POD})


def seen_from(routes: Mapping[str, Route], vantage: VantageKind) -> dict[str, Route]:
    """The same routes, with predictions as far as they hold for a prober that stands there."""
    if vantage not in _INSIDE:
        return dict(routes)
    where = "a node" if vantage is VantageKind.NODE else "a pod"
    return {
        name: replace(route, entries=tuple(_entry(e, where) for e in route.entries)) for name, route in routes.items()
    }


def _entry(entry: EntryRoute, where: str) -> EntryRoute:
    if entry.prediction is None:
        return entry
    return replace(entry, prediction=_prediction(entry.prediction, where))


def _prediction(said: Prediction, where: str) -> Prediction:
    if said.by_intent and said.link == ENDPOINTS:
        return replace(
            said,
            states=tuple(dict.fromkeys((*said.states, PortState.OPEN))),
            confidence=Confidence.POSSIBLE,
            reason=f"{said.reason}; from {where} it may answer all the same",
            works=None,
        )
    return replace(said, confidence=Confidence.LIKELY) if said.confidence is Confidence.CERTAIN else said
