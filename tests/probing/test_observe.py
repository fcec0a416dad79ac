from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.exposure import Protocol
from kprobe.model.probe import (
    Author,
    HttpFacts,
    Lookup,
    Observation,
    PortState,
    ResolutionFacts,
    Skipped,
    Stage,
    Target,
)
from kprobe.probing.answer import Question
from kprobe.probing.converse import Conversation
from kprobe.probing.knock import Door, Knock
from kprobe.probing.observe import NOT_REACHED, PER_NAME, Known, observe, question_of
from kprobe.probing.resolution import Resolution, resolution

NAME = "lb.example"
OPEN = Knock(state=PortState.OPEN, attempts=3, succeeded=3, seconds=0.01)
CLOSED = Knock(state=PortState.CLOSED, attempts=3, succeeded=0, error="refused")
NO_ROUTE = Knock(state=PortState.UNREACHABLE, attempts=1, succeeded=0, error="no route from here", own_trouble=True)


def seen(target: Target, known: Known) -> Observation:
    result = observe(target, known, "")
    assert isinstance(result, Observation)
    return result


def named(**knocks: Knock) -> Known:
    """The name resolved to one address per knock: a → 10.0.0.1, b → 10.0.0.2, …, v6 → 2001:db8::1."""
    addresses = {"a": "10.0.0.1", "b": "10.0.0.2", "v6": "2001:db8::1"}
    return Known(
        names={NAME: Resolution(addresses=tuple(addresses[key] for key in knocks))},
        knocks={Door(address=addresses[key], port=80): knock for key, knock in knocks.items()},
    )


COMBINED = {
    "all open": (named(a=OPEN, b=OPEN), (PortState.OPEN, 6, 6, "")),
    "one refuses": (named(a=CLOSED, b=OPEN), (PortState.OPEN, 6, 3, "10.0.0.1: refused")),
    "both refuse": (named(a=CLOSED, b=CLOSED), (PortState.CLOSED, 6, 0, "10.0.0.1: refused")),
    "IPv6 has no route from here": (named(v6=NO_ROUTE, a=OPEN), (PortState.OPEN, 3, 3, "")),
    "nothing but IPv6, and no route": (named(v6=NO_ROUTE), (PortState.UNREACHABLE, 1, 0, "no route from here")),
}


@pytest.mark.parametrize(("known", "expected"), COMBINED.values(), ids=COMBINED)
def test_the_addresses_of_a_name_add_up(known: Known, expected: tuple[PortState, int, int, str]) -> None:
    one = seen(Target(address=NAME, port=80), known)
    assert (one.state, one.attempts, one.succeeded, one.error) == expected
    assert one.addresses == known.names[NAME].addresses


@pytest.mark.parametrize("own", [True, False])
def test_a_name_that_does_not_resolve_is_an_observation(*, own: bool) -> None:
    known = Known(names={NAME: Resolution(error="the name does not exist", own_trouble=own)})
    one = seen(Target(address=NAME, port=80), known)
    assert (one.state, one.stage, one.error, one.own_trouble) == (None, Stage.RESOLVE, "the name does not exist", own)


def test_a_name_that_leads_to_a_forbidden_address_is_skipped() -> None:
    known = Known(names={NAME: Resolution(addresses=("169.254.169.254", "::ffff:127.0.0.1"))})
    result = observe(Target(address=NAME, port=80), known, "")
    assert isinstance(result, Skipped)
    assert "169.254.169.254 is a cloud metadata address" in result.reason
    assert known.doors(Target(address=NAME, port=80)) == ()


def test_only_the_safe_addresses_of_a_name_are_dialled_and_only_a_few() -> None:
    addresses = ("127.0.0.1", *(f"10.0.0.{n}" for n in range(1, 9)))
    known = Known(names={NAME: Resolution(addresses=addresses)})
    dialled = [door.address for door in known.doors(Target(address=NAME, port=80))]
    assert dialled == [f"10.0.0.{n}" for n in range(1, PER_NAME + 1)]


@pytest.mark.parametrize(("stopped", "reason"), [("stopped by Ctrl-C", "stopped by Ctrl-C"), ("", NOT_REACHED)])
@pytest.mark.parametrize("address", [NAME, "10.0.0.1"])
def test_what_was_not_reached_is_skipped_with_the_reason(address: str, stopped: str, reason: str) -> None:
    target = Target(address=address, port=80)
    assert observe(target, Known(), stopped) == Skipped(target=target, reason=reason)


HTTP = Target(address="10.0.0.1", port=80, scheme="http", host="a.example", path="/")
ASKED = Question(address="10.0.0.1", port=80, scheme="http", host="a.example", path="/", routed=True)
DOOR = Door(address="10.0.0.1", port=80)


def test_a_port_that_opens_now_and_then_counts_against_its_conversations() -> None:
    said = Conversation(stage=Stage.RESPONSE, attempts=1, succeeded=1, http=HttpFacts(status=200))
    half = Knock(state=PortState.OPEN, attempts=3, succeeded=1, error="refused")
    one = seen(HTTP, Known(knocks={DOOR: half}, talks={ASKED: said}))
    assert (one.attempts, one.succeeded, one.error, one.stage) == (3, 1, "refused", Stage.RESPONSE)


def test_a_conversation_that_failed_leaves_the_port_open() -> None:
    said = Conversation(stage=Stage.TLS, attempts=3, succeeded=0, error="the port does not speak TLS")
    one = seen(HTTP, Known(knocks={DOOR: OPEN}, talks={ASKED: said}))
    assert (one.state, one.stage, one.succeeded, one.error) == (PortState.OPEN, Stage.TLS, 0, said.error)


def test_a_conversation_that_never_began_is_not_called_healthy() -> None:
    assert isinstance(observe(HTTP, Known(knocks={DOOR: OPEN}), "stopped by Ctrl-C"), Skipped)


def test_a_closed_port_is_not_asked() -> None:
    known = Known(knocks={DOOR: CLOSED})
    assert known.questions(HTTP) == ()
    assert seen(HTTP, known).stage is Stage.CONNECT


def test_a_name_that_is_dialled_is_the_host_that_is_asked_for() -> None:
    target = Target(address=NAME, port=80, scheme="http", path="/")
    assert [question.host for question in named(a=OPEN).questions(target)] == [NAME]


def results(known: Known) -> list[tuple[str, PortState | None, int, int, str]]:
    at = seen(Target(address=NAME, port=80), known).at
    return [(one.address, one.state, one.attempts, one.succeeded, one.error) for one in at]


def test_each_address_of_a_name_has_its_own_result_where_they_differ() -> None:
    assert results(named(a=OPEN, b=CLOSED)) == [
        ("10.0.0.1", PortState.OPEN, 3, 3, ""),
        ("10.0.0.2", PortState.CLOSED, 3, 0, "refused"),
    ]


ALIKE = {
    "all open": named(a=OPEN, b=OPEN),
    "all refuse": named(a=CLOSED, b=CLOSED),
    "one address": named(a=CLOSED),
    "the other only fails from here": named(v6=NO_ROUTE, a=OPEN),
}


@pytest.mark.parametrize("known", ALIKE.values(), ids=ALIKE)
def test_addresses_that_do_the_same_need_no_result_of_their_own(known: Known) -> None:
    assert results(known) == []


@pytest.mark.parametrize("outcome", [Lookup.FOUND, Lookup.NO_SUCH_NAME])
def test_where_a_name_came_from_is_told_whether_it_resolved_or_not(outcome: Lookup) -> None:
    facts = ResolutionFacts(source="dns", outcome=outcome, addresses=("10.0.0.1",), aliases=("x.example",))
    known = named(a=OPEN)
    one = seen(Target(address=NAME, port=80), replace(known, names={NAME: resolution(facts)}))
    assert one.resolution == facts


def test_the_application_chooses_the_door_over_udp_alone() -> None:
    address = "10.0.0.1"
    udp = Target(address=address, port=53, protocol=Protocol.UDP, application="dns")
    tcp = Target(address=address, port=53, scheme="http", application="grpc")
    assert [door.application for target in (udp, tcp) for door in Known().doors(target)] == ["dns", ""]
    assert question_of(tcp, Door(address=address, port=53)).application == "grpc"


def test_what_was_recognised_is_told() -> None:
    target = Target(address="10.0.0.1", port=80, scheme="http")
    door = Door(address="10.0.0.1", port=80)
    talk = Conversation(stage=Stage.REQUEST, attempts=1, succeeded=0, error="x", speaks="tls")
    known = Known(knocks={door: OPEN}, talks={question_of(target, door): talk})
    assert seen(target, known).speaks == "tls"


def test_of_addresses_that_all_answer_the_one_that_knows_the_host_speaks_and_each_is_told() -> None:
    asked = Target(address=NAME, port=80, scheme="http", host=NAME)
    known = named(a=OPEN, b=OPEN)
    for address, author in (("10.0.0.1", Author.ROUTER), ("10.0.0.2", Author.ROUTE)):
        question = question_of(asked, Door(address=address, port=80))
        http = HttpFacts(status=200, author=author)
        known.talks[question] = Conversation(stage=Stage.RESPONSE, attempts=1, succeeded=1, http=http)
    one = seen(asked, known)
    assert one.http is not None
    assert one.http.author is Author.ROUTE
    assert [(at.address, at.author) for at in one.at] == [("10.0.0.1", Author.ROUTER), ("10.0.0.2", Author.ROUTE)]
