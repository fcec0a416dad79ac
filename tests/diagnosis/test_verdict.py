"""The rules of the verdict, one by one, on hand-built values."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.verdict import verdict_of
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Exposure, Protocol, Scope
from kprobe.model.finding import Confidence
from kprobe.model.probe import Author, Observation, PortState, Stage
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState, Prediction, Route
from tests.kit.comparing import answered, no_name, saw, spared

OPEN, CLOSED, FILTERED, SILENT = PortState.OPEN, PortState.CLOSED, PortState.FILTERED, PortState.OPEN_FILTERED
SERVICE = Ref(kind="Service", namespace="shop", name="web")
FINE = Prediction(states=(OPEN,), confidence=Confidence.LIKELY, reason="sound", link="process", works=True)
DEAD = Prediction(states=(CLOSED,), confidence=Confidence.CERTAIN, reason="nobody", link="endpoints", works=False)
INTENT = replace(DEAD, states=(FILTERED,), by_intent=True)
DOUBT = Prediction(states=(), confidence=Confidence.POSSIBLE, reason="unreadable", link="endpoints", works=None)
ROUTER = replace(DEAD, states=(OPEN,), statuses=(503,), link="backend")
UDP = Entry(address="192.0.2.9", port=30053, protocol=Protocol.UDP)
RULE = Entry(address="192.0.2.9", port=80, scheme="http", host="shop.example", path="/")
BY_NAME = replace(RULE, address="shop.example")


def at(number: int) -> Entry:
    return Entry(address=f"192.0.2.{number}", port=30080, node=f"node{number}")


def entry(
    seen: PortState | Observation | None,
    prediction: Prediction | None = FINE,
    *,
    number: int = 1,
    of: Entry | None = None,
    spare: bool = False,
) -> EntryCase:
    where = of or at(number)
    return EntryCase(
        entry=where,
        links=(),
        prediction=prediction,
        observation=saw(where, seen) if isinstance(seen, PortState) else seen,
        skipped=spared(where) if spare else None,
    )


def verdict(*entries: EntryCase, links: tuple[Link, ...] = ()) -> Verdict:
    exposure = Exposure(
        id="node-port/shop/web/80/TCP",
        kind="node-port",
        source=SERVICE,
        workload=None,
        scope=Scope.PRIVATE,
        entries=tuple(e.entry for e in entries),
        port=30080,
    )
    route = Route(exposure=exposure.id, entries=(), links=links)
    return verdict_of(Case(exposure=exposure, route=route, entries=entries, findings={}))


def own_trouble(number: int = 1) -> Observation:
    return saw(at(number), None, own_trouble=True, error="no IPv6 here")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param((entry(OPEN), entry(OPEN, number=2)), Verdict.REACHABLE, id="all answer"),
        pytest.param((entry(CLOSED), entry(FILTERED, number=2)), Verdict.UNREACHABLE, id="none answers"),
        pytest.param((entry(OPEN), entry(FILTERED, number=2)), Verdict.DEGRADED, id="one of two answers"),
        pytest.param((entry(OPEN, DOUBT),), Verdict.REACHABLE, id="open although nothing could be predicted"),
        pytest.param((entry(CLOSED, DOUBT),), Verdict.UNREACHABLE, id="closed although nothing could be predicted"),
        pytest.param((entry(OPEN, None),), Verdict.REACHABLE, id="open without any prediction"),
        pytest.param((entry(CLOSED, DEAD),), Verdict.UNREACHABLE, id="closed as predicted"),
        pytest.param((entry(OPEN, DEAD),), Verdict.UNEXPECTED, id="open where nothing can answer"),
        pytest.param(
            (entry(OPEN, DEAD), entry(CLOSED, DEAD, number=2)), Verdict.UNEXPECTED, id="open on one of two dead entries"
        ),
        pytest.param((entry(OPEN, INTENT),), Verdict.UNEXPECTED, id="open where it should be silent by intent"),
        pytest.param(
            (entry(OPEN), entry(FILTERED, INTENT, number=2)), Verdict.REACHABLE, id="silent by intent does not count"
        ),
        pytest.param(
            (entry(FILTERED), entry(FILTERED, INTENT, number=2)),
            Verdict.UNREACHABLE,
            id="silent by intent does not save the others",
        ),
        pytest.param((entry(CLOSED, INTENT),), Verdict.UNKNOWN, id="only silent by intent: nobody should answer"),
        pytest.param((entry(SILENT, of=UDP),), Verdict.UNKNOWN, id="a silent UDP port tells nothing"),
        pytest.param(
            (entry(SILENT, DEAD, of=UDP),), Verdict.UNREACHABLE, id="a silent UDP port that the API proves dead"
        ),
        pytest.param((entry(OPEN, of=UDP),), Verdict.REACHABLE, id="a UDP port that replies"),
        pytest.param((entry(CLOSED, of=UDP),), Verdict.UNREACHABLE, id="a UDP port that ICMP refuses"),
    ],
)
def test_what_was_seen_at_bare_ports(entries: tuple[EntryCase, ...], expected: Verdict) -> None:
    assert verdict(*entries) is expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param((entry(None), entry(None, number=2)), Verdict.NOT_PROBED, id="probing was off"),
        pytest.param((entry(None, DEAD),), Verdict.NOT_PROBED, id="off, although the configuration is dead"),
        pytest.param((entry(OPEN), entry(None, number=2, spare=True)), Verdict.UNKNOWN, id="the deadline left one out"),
        pytest.param(
            (entry(CLOSED), entry(None, number=2, spare=True)),
            Verdict.UNKNOWN,
            id="the deadline left one out, the others fail",
        ),
        pytest.param(
            (entry(OPEN), entry(CLOSED, number=2), entry(None, number=3, spare=True)),
            Verdict.DEGRADED,
            id="degraded stays degraded whatever was left out",
        ),
        pytest.param(
            (entry(OPEN), entry(None, INTENT, number=2, spare=True)),
            Verdict.REACHABLE,
            id="what should be silent need not be asked",
        ),
        pytest.param((entry(own_trouble()),), Verdict.UNKNOWN, id="the prober's own trouble alone"),
        pytest.param(
            (entry(OPEN), entry(own_trouble(2), number=2)),
            Verdict.REACHABLE,
            id="own trouble with one family while the other answers",
        ),
        pytest.param(
            (entry(CLOSED), entry(own_trouble(2), number=2)),
            Verdict.UNREACHABLE,
            id="own trouble with one family while the other refuses",
        ),
    ],
)
def test_what_was_not_seen(entries: tuple[EntryCase, ...], expected: Verdict) -> None:
    assert verdict(*entries) is expected


@pytest.mark.parametrize(
    ("seen", "prediction", "expected"),
    [
        pytest.param(answered(RULE), FINE, Verdict.REACHABLE, id="200"),
        pytest.param(answered(RULE, 404), FINE, Verdict.REACHABLE, id="404 of the application"),
        pytest.param(answered(RULE, 500), FINE, Verdict.REACHABLE, id="500 of the application: the way in is sound"),
        pytest.param(
            answered(RULE, 404, author=Author.UNKNOWN), FINE, Verdict.REACHABLE, id="404 that nobody can attribute"
        ),
        pytest.param(answered(RULE, 404, author=Author.ROUTER), FINE, Verdict.UNKNOWN, id="the router's own 404"),
        pytest.param(
            answered(RULE, 200, author=Author.ROUTER), FINE, Verdict.REACHABLE, id="every host gets the same page"
        ),
        pytest.param(answered(RULE, 502), FINE, Verdict.UNREACHABLE, id="502 although all is sound"),
        pytest.param(answered(RULE, 503), ROUTER, Verdict.UNREACHABLE, id="503 as predicted"),
        pytest.param(
            answered(RULE, 404, author=Author.UNKNOWN),
            replace(ROUTER, statuses=(404, 503)),
            Verdict.UNREACHABLE,
            id="404 as predicted, whoever wrote it",
        ),
        pytest.param(
            answered(RULE, 404, author=Author.ROUTER), ROUTER, Verdict.UNREACHABLE, id="the router's 404, backend dead"
        ),
        pytest.param(answered(RULE, 200), ROUTER, Verdict.UNEXPECTED, id="200 although the backend is dead"),
        pytest.param(saw(RULE, OPEN), FINE, Verdict.UNREACHABLE, id="open, but no HTTP answer"),
        pytest.param(saw(RULE, OPEN, stage=Stage.TLS), FINE, Verdict.UNREACHABLE, id="open, but the handshake fails"),
    ],
)
def test_what_was_answered_over_http(seen: Observation, prediction: Prediction, expected: Verdict) -> None:
    assert verdict(entry(seen, prediction, of=RULE)) is expected


def test_a_name_that_does_not_resolve_while_the_route_works_is_degraded() -> None:
    pinned, by_name = entry(answered(RULE), of=RULE), entry(no_name(BY_NAME), of=BY_NAME)
    assert verdict(pinned, by_name) is Verdict.DEGRADED
    assert verdict(entry(saw(RULE, CLOSED), of=RULE), by_name) is Verdict.UNREACHABLE


def test_a_port_that_promises_http_and_does_not_speak_it_is_open_but_not_known_to_serve() -> None:
    promised = replace(at(1), scheme="http")
    assert verdict(entry(saw(promised, OPEN, http=None, stage=Stage.RESPONSE), of=promised)) is Verdict.UNKNOWN
    assert verdict(entry(saw(promised, OPEN), of=promised)) is Verdict.REACHABLE


def test_some_attempts_that_fail_are_degraded() -> None:
    flaky = saw(at(1), OPEN, attempts=3, succeeded=2)
    assert verdict(entry(flaky)) is Verdict.DEGRADED
    assert verdict(entry(saw(at(1), OPEN, attempts=3, succeeded=3))) is Verdict.REACHABLE


def test_an_open_port_of_a_contested_or_balanced_dead_entry_tells_nothing() -> None:
    either = replace(DEAD, states=(OPEN, CLOSED), confidence=Confidence.POSSIBLE)
    assert verdict(entry(OPEN, either)) is Verdict.UNKNOWN
    assert verdict(entry(CLOSED, either)) is Verdict.UNREACHABLE


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (LinkState.BROKEN, Verdict.UNREACHABLE),
        (LinkState.UNKNOWN, Verdict.UNKNOWN),
        (LinkState.NOT_CHECKED, Verdict.UNKNOWN),
        (LinkState.OK, Verdict.UNKNOWN),
    ],
)
def test_without_an_entry_only_a_broken_link_proves_anything(state: LinkState, expected: Verdict) -> None:
    assert verdict(links=(Link(link="load-balancer", subject=SERVICE, state=state, reason=""),)) is expected
    assert verdict() is Verdict.UNKNOWN


def test_verdicts_sort_from_worst_to_best() -> None:
    assert [v.value for v in sorted(Verdict, key=lambda v: v.rank)] == [
        "unreachable",
        "degraded",
        "unexpected",
        "unknown",
        "not-probed",
        "reachable",
    ]
