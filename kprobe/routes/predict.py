"""From links to a prediction."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from kprobe.model.exposure import Entry
from kprobe.model.route import EntryRoute, Link, Prediction
from kprobe.routes import symptoms

SOUND = "every link that the API shows is sound"


def entry_route(
    entry: Entry, links: Iterable[Link | None], *, local: bool | None = None, backends: int = 1
) -> EntryRoute:
    """The outermost link with an effect decides; where none has, the entry should answer."""
    met = tuple(link for link in links if link is not None)
    prediction = next((link.effect for link in met if link.effect is not None), None)
    if prediction is None:
        prediction = symptoms.answers(entry.protocol, met[-1].link if met else "", SOUND)
    elif prediction.works is None and (dead := _broken_behind(met, prediction)):
        prediction = dead
    return EntryRoute(entry=entry, links=met, prediction=prediction, local=local, backends=backends)


def _broken_behind(links: tuple[Link, ...], first: Prediction) -> Prediction | None:
    # Doubt about an outer link does not revive a dead inner one: what is certain wins, with the doubt's symptoms added.
    dead = next((e.effect for e in links if e.effect is not None and e.effect.works is False), None)
    if dead is None or not first.states:
        return dead
    states = tuple(dict.fromkeys((*dead.states, *(s for s in first.states if s not in symptoms.OPEN_STATES))))
    return replace(dead, states=states)
