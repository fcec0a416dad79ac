"""The PREDICTED and SEEN columns: one entry in a word, several in a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kprobe.model.finding import Confidence
from kprobe.model.probe import Observation, PortState, Stage
from kprobe.model.report import EntryReport
from kprobe.model.route import Prediction
from kprobe.render.people.words import number

# Looked up once: Python 3.11 takes as long for a member of an enum as for a call.
_OPEN, _CLOSED = PortState.OPEN, PortState.CLOSED
_CERTAIN = Confidence.CERTAIN
_TALKING = (Stage.REQUEST, Stage.RESPONSE)
_RESOLVE, _TLS = Stage.RESOLVE, Stage.TLS

NOT_PROBED = "not probed"
NOT_KNOWN = "not known"
NOTHING = "-"


def prediction_word(prediction: Prediction | None) -> str:
    """`open`, `closed or filtered`; HTTP statuses where the router itself is to answer (`502 or 503`)."""
    if prediction is None or not prediction.states:
        return NOT_KNOWN
    if prediction.confidence is _CERTAIN and prediction.states[0] is _CLOSED:
        return str(_CLOSED)  # what else it may look like is the limit on a node's ICMP, not a second guess
    if prediction.works is False:
        return " or ".join(_dead_end(prediction) if state is _OPEN else state for state in prediction.states)
    return " or ".join(prediction.states)


def _dead_end(prediction: Prediction) -> str:
    """What a router answers for a backend that is not there; where that is not known, the port is open all the same."""
    return " or ".join(map(str, prediction.statuses)) or str(_OPEN)


def observation_word(seen: Observation, *, scheme: str = "") -> str:
    """The HTTP status where there is one, otherwise as `state_word`."""
    return str(seen.http.status) if seen.http is not None else state_word(seen, scheme=scheme)


def state_word(seen: Observation, *, scheme: str = "") -> str:
    """The port state, or what the conversation behind an open port ended at."""
    if seen.state is None:
        return "no DNS" if seen.stage is _RESOLVE else NOT_KNOWN
    if seen.state is _OPEN and scheme and seen.http is None:
        if seen.stage is _TLS and seen.error:
            return "TLS fails"
        if seen.stage in _TALKING:
            return "no answer"
    if 0 < seen.succeeded < seen.attempts:
        return f"{seen.state}, {seen.succeeded} of {seen.attempts} tries"
    return str(seen.state)


def predicted(entries: Sequence[EntryReport]) -> str:
    """What all entries together are predicted to show."""
    return _counted(prediction_word(entry.prediction) for entry in entries) if entries else NOTHING


def seen(entries: Sequence[EntryReport]) -> str:
    """What was seen at those that were probed, and how many those are where it is not all of them."""
    probed = [(entry.observation, entry.entry.scheme) for entry in entries if entry.observation is not None]
    if not probed:
        return NOT_PROBED
    words = _counted(observation_word(observation, scheme=scheme) for observation, scheme in probed)
    if len(probed) == len(entries):
        return words
    return f"{words}; {number(len(probed))} of {number(len(entries))} probed"


def _counted(said: Iterable[str]) -> str:
    """`open`; `2 of 3 open`, `200 at 2 of 3` where the others do not answer; otherwise each with its count."""
    words = list(said)
    if words.count(words[0]) == len(words):
        return words[0]
    counts = Counter(words)
    total = number(len(words))
    if working := counts.get(_OPEN):
        return f"{number(working)} of {total} {_OPEN}"
    statuses = [word for word in counts if word.isdecimal()]
    if len(statuses) == 1:
        return f"{statuses[0]} at {number(counts[statuses[0]])} of {total}"
    return ", ".join(f"{word} ({number(count)})" for word, count in counts.most_common())
