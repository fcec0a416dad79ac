from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kprobe.model.finding import Confidence
from kprobe.model.probe import (
    AddressResult,
    Author,
    HttpFacts,
    Lookup,
    Observation,
    OtherAnswer,
    PortState,
    ResolutionFacts,
    Stage,
    TlsFacts,
)
from kprobe.model.report import EntryReport
from kprobe.render.people.sight import as_predicted, difference, facts, place, sight
from tests.kit import reports

WEB = reports.node_port("web", 30080).entries[0]
PINNED, BY_NAME = reports.ingress("front", "shop.example.com", "/").entries


def seen(state: PortState | None = PortState.OPEN, **more: object) -> Observation:
    return reports.observation(WEB, state, **more)


@pytest.mark.parametrize(
    ("saw", "words"),
    [
        pytest.param(seen(), "open in 0.4 ms", id="open"),
        pytest.param(seen(attempts=3, succeeded=3), "open in 0.4 ms, 3 of 3 attempts", id="open every time"),
        pytest.param(seen(attempts=3, succeeded=1), "open in 0.4 ms, but only 1 of 3 attempts", id="open now and then"),
        pytest.param(seen(PortState.CLOSED, error="refused"), "refused in 0.4 ms, 3 of 3 attempts", id="refused"),
        pytest.param(seen(PortState.FILTERED, seconds=2.0), "no answer in 2.0 s, 3 of 3 attempts", id="silent"),
        pytest.param(
            seen(PortState.UNREACHABLE, error="host down", attempts=1), "host down", id="unreachable, in its own words"
        ),
        pytest.param(
            seen(None, stage=Stage.RESOLVE, error="the name does not exist"), "the name does not exist", id="no name"
        ),
        pytest.param(
            seen(PortState.UNREACHABLE, error="no route from here", own_trouble=True),
            "nothing learnt: no route from here",
            id="the prober's own trouble",
        ),
        pytest.param(
            seen(http=HttpFacts(status=404, author=Author.ROUTER)),
            "answers 404 from the router itself, in 0.4 ms",
            id="an answer with its author",
        ),
    ],
)
def test_what_was_seen_in_words(saw: Observation, words: str) -> None:
    assert sight(saw) == words


def test_an_open_port_that_was_asked_and_said_nothing_is_not_called_working() -> None:
    saw = seen(stage=Stage.REQUEST, error="closed the connection without an answer")
    assert sight(saw, scheme="http") == "open, but closed the connection without an answer"


def test_a_place_names_the_node_or_the_way_by_name() -> None:
    assert place(WEB) == "198.51.100.11:30080 (node1)"
    assert place(PINNED) == "203.0.113.7:443"
    assert place(BY_NAME) == "shop.example.com:443 by name"


def entry(state: PortState, saw: Observation | None, **more: object) -> EntryReport:
    predicted = replace(reports.prediction(state), **more)
    return EntryReport(entry=WEB, prediction=predicted, observation=saw)


def test_what_agrees_is_not_called_different() -> None:
    agreeing = entry(PortState.CLOSED, seen(PortState.CLOSED))
    assert as_predicted(agreeing) is True
    assert difference(agreeing) == ""


def test_what_differs_says_what_was_predicted_and_how_sure_that_was() -> None:
    silent = entry(PortState.OPEN, seen(PortState.FILTERED), confidence=Confidence.LIKELY)
    assert difference(silent) == "but open was predicted (likely), because a ready endpoint answers"


def test_something_that_answers_where_nothing_can_differs() -> None:
    assert as_predicted(entry(PortState.CLOSED, seen())) is False


@pytest.mark.parametrize(
    "nothing",
    [
        pytest.param(entry(PortState.OPEN, None), id="not probed"),
        pytest.param(entry(PortState.OPEN, seen(None, own_trouble=True)), id="nothing learnt"),
        pytest.param(entry(PortState.OPEN, seen(), states=()), id="nothing predicted"),
    ],
)
def test_where_one_half_is_missing_nothing_is_compared(nothing: EntryReport) -> None:
    assert as_predicted(nothing) is None
    assert difference(nothing) == ""


def test_facts_of_http_tls_and_dns_are_a_line_each() -> None:
    saw = replace(
        reports.observation(BY_NAME),
        addresses=("203.0.113.7",),
        http=HttpFacts(status=301, version="HTTP/1.1", server="edge", location="https://elsewhere.example/"),
        tls=TlsFacts(
            version="TLSv1.3",
            names=("other.example",),
            issuer="CN=lab",
            not_after=datetime(2027, 1, 1, tzinfo=UTC),
            problem="is for other.example",
        ),
    )
    assert list(facts(saw)) == [
        "HTTP: 301, HTTP/1.1, server edge, redirects to https://elsewhere.example/",
        "TLS: TLSv1.3, certificate for other.example, issued by CN=lab, until 2027-01-01, is for other.example",
        "DNS: shop.example.com is 203.0.113.7",
    ]


def test_the_chain_behind_a_name_is_told_and_who_says_otherwise() -> None:
    found = ResolutionFacts(
        source="dns",
        outcome=Lookup.FOUND,
        server="192.0.2.53:53",
        aliases=("edge.example.net",),
        addresses=("203.0.113.7",),
        elsewhere=(OtherAnswer(server="system", outcome=Lookup.NO_SUCH_NAME),),
    )
    assert list(facts(replace(reports.observation(BY_NAME), resolution=found))) == [
        "DNS: shop.example.com -> edge.example.net is 203.0.113.7, says 192.0.2.53:53",
        "DNS: but the system's resolver says no such name",
    ]


def test_addresses_that_differ_are_told_apart() -> None:
    results = (
        AddressResult(address="203.0.113.7", state=PortState.OPEN, attempts=1, succeeded=1),
        AddressResult(address="203.0.113.8", state=PortState.CLOSED, attempts=3, succeeded=0, error="refused"),
    )
    assert list(facts(replace(reports.observation(BY_NAME), at=results))) == [
        "203.0.113.7: open, 1 of 1 attempt",
        "203.0.113.8: closed, 0 of 3 attempts (refused)",
    ]
