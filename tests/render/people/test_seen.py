from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import HttpFacts, Observation, PortState, Stage
from kprobe.model.report import EntryReport
from kprobe.model.route import Prediction
from kprobe.render.people.seen import observation_word, predicted, prediction_word, seen
from tests.kit.reports import observation, prediction

EITHER = (PortState.CLOSED, PortState.FILTERED)
ENTRY = Entry(address="10.0.0.5", port=443, scheme="https", host="shop.example.com", path="/")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (prediction(), "open"),
        (prediction(states=EITHER, works=False, confidence=Confidence.LIKELY), "closed or filtered"),
        (prediction(states=EITHER, works=False, confidence=Confidence.CERTAIN), "closed"),
        (prediction(works=False, statuses=(502, 503)), "502 or 503"),
        (prediction(works=False), "open"),
        (prediction(works=None), "open"),
        (prediction(states=()), "not known"),
        (None, "not known"),
    ],
    ids=[
        "it works",
        "one of two states",
        "refused, which a limit on ICMP may hide",
        "a router answers for a dead backend",
        "a load balancer answers for a dead backend",
        "open, and nobody knows whether it works",
        "nothing can be said",
        "no prediction",
    ],
)
def test_a_prediction_in_a_word(given: Prediction | None, word: str) -> None:
    assert prediction_word(given) == word


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (observation(ENTRY), "open"),
        (observation(ENTRY, http=HttpFacts(status=502), stage=Stage.RESPONSE), "502"),
        (observation(ENTRY, stage=Stage.TLS, error="the peer hung up"), "TLS fails"),
        (observation(ENTRY, stage=Stage.RESPONSE, error="timed out"), "no answer"),
        (observation(ENTRY, None, stage=Stage.RESOLVE), "no DNS"),
        (observation(ENTRY, None, error="out of file descriptors"), "not known"),
        (observation(ENTRY, attempts=3, succeeded=2), "open, 2 of 3 tries"),
        (observation(ENTRY, PortState.OPEN_FILTERED), "open|filtered"),
    ],
    ids=[
        "open",
        "the status of an answer",
        "a handshake that fails",
        "an open port that says nothing",
        "a name that does not resolve",
        "the prober's own trouble",
        "some attempts failed",
        "silent UDP",
    ],
)
def test_an_observation_in_a_word(given: Observation, word: str) -> None:
    assert observation_word(given, scheme="https") == word


def entries(*states: PortState | None) -> list[EntryReport]:
    plain = replace(ENTRY, scheme="")
    return [
        EntryReport(
            entry=plain, prediction=prediction(), observation=None if state is None else observation(plain, state)
        )
        for state in states
    ]


@pytest.mark.parametrize(
    ("states", "text"),
    [
        ((PortState.OPEN,) * 3, "open"),
        ((PortState.OPEN, PortState.OPEN, PortState.FILTERED), "2 of 3 open"),
        ((PortState.CLOSED, PortState.CLOSED, PortState.FILTERED), "closed (2), filtered (1)"),
        ((PortState.OPEN, None, None), "open; 1 of 3 probed"),
        ((None, None), "not probed"),
        ((), "not probed"),
    ],
    ids=["all alike", "some answer", "none answers", "a sample was probed", "none was probed", "there is none"],
)
def test_what_was_seen_at_several_entries(states: tuple[PortState | None, ...], text: str) -> None:
    assert seen(entries(*states)) == text


def test_what_is_predicted_where_there_is_no_entry() -> None:
    assert predicted([]) == "-"


def answers(*statuses: int | None) -> list[EntryReport]:
    return [
        EntryReport(
            entry=ENTRY,
            prediction=prediction(),
            observation=observation(ENTRY, PortState.FILTERED)
            if status is None
            else observation(ENTRY, http=HttpFacts(status=status)),
        )
        for status in statuses
    ]


def test_a_status_says_at_how_many_entries_it_was_seen_where_the_others_are_silent() -> None:
    assert seen(answers(None, 200, None)) == "200 at 1 of 3"


def test_different_statuses_are_counted() -> None:
    assert seen(answers(200, 200, 502)) == "200 (2), 502 (1)"
