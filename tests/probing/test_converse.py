from __future__ import annotations

import asyncio
import time

import pytest

from kprobe.model.probe import Author, Stage
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Question
from kprobe.probing.converse import Conversation, converse
from kprobe.probing.tls import Judge
from tests.kit import h2_servers, servers

OPTIONS = ProbeOptions(timeout=2.0, attempts=3)
APP = {"shop.example": b"the shop"}


def conversations(
    *questions: Question, options: ProbeOptions = OPTIONS, seconds: float = 30, repeat: int = 0
) -> dict[Question, Conversation]:
    known: dict[Question, Conversation] = {}
    often = dict.fromkeys(questions, repeat) if repeat else {}
    judge = Judge(roots=())
    deadline = time.monotonic() + seconds
    asyncio.run(converse(questions, options, deadline=deadline, into=known, repeat=often, judge=judge))
    return known


def of(served: servers.Served, host: str = "shop.example", path: str = "/") -> Question:
    return Question(address=served.address, port=served.port, scheme="http", host=host, path=path, routed=bool(host))


def talk(
    handler: servers.Handler, host: str = "shop.example", *, options: ProbeOptions = OPTIONS, repeat: int = 0
) -> Conversation:
    with servers.serving(handler) as served:
        question = of(served, host)
        return conversations(question, options=options, repeat=repeat)[question]


def test_an_answer_at_once_is_one_attempt() -> None:
    said = talk(servers.routes(APP))
    assert (said.attempts, said.succeeded, said.stage, said.error) == (1, 1, Stage.RESPONSE, "")


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (servers.taking_turns(servers.resets_after_request, servers.answers()), "reset the connection"),
        (servers.taking_turns(servers.answers(502), servers.answers()), "answered 502"),
    ],
    ids=["one endpoint resets", "one endpoint is a bad gateway"],
)
def test_one_bad_endpoint_of_two_is_seen_as_k_of_n(handler: servers.Handler, error: str) -> None:
    said = talk(handler, host="")
    assert (said.attempts, said.succeeded, said.error, said.stage) == (3, 1, error, Stage.RESPONSE)
    assert said.http is not None
    assert said.http.status == 200


@pytest.mark.parametrize(("status", "attempts"), [(500, 1), (502, 3), (503, 3), (504, 3), (404, 1), (302, 1)])
def test_only_what_a_gateway_says_is_asked_again(status: int, attempts: int) -> None:
    said = talk(servers.answers(status), host="", options=ProbeOptions(timeout=2, attempts=3))
    assert (said.attempts, said.succeeded) == (attempts, 0 if status >= 500 else 1)


def test_a_server_that_never_answers_failed_every_attempt() -> None:
    said = talk(servers.hangs_up_after_request)
    assert (said.attempts, said.succeeded, said.stage, said.http) == (3, 0, Stage.REQUEST, None)
    assert said.error == "closed the connection without an answer"


AUTHORS = {
    "a host the router knows": (servers.routes(APP), "shop.example", Author.ROUTE),
    "a host it does not know": (servers.routes(APP), "typo.example", Author.ROUTER),
    "a page that repeats the question": (servers.echoes_host_and_path(), "shop.example", Author.ROUTER),
    "a page that is never the same": (servers.never_the_same(), "shop.example", Author.UNKNOWN),
    "no host to compare": (servers.routes(APP), "", Author.UNKNOWN),
}


@pytest.mark.parametrize(("handler", "host", "expected"), AUTHORS.values(), ids=AUTHORS)
def test_who_answers(handler: servers.Handler, host: str, expected: Author) -> None:
    said = talk(handler, host)
    assert said.http is not None
    assert said.http.author is expected


def test_the_comparison_is_asked_once_for_all_hosts_of_a_port() -> None:
    hosts = {f"shop{n}.example": b"shop" for n in range(20)}
    with servers.serving(servers.routes(hosts)) as served:
        known = conversations(*(of(served, host) for host in hosts))
        names = [servers.header_of(head, "host").partition(":")[0] for head in served.heads]
    assert {said.http.author for said in known.values() if said.http} == {Author.ROUTE}
    assert sum(name.endswith(".invalid") for name in names) == 1
    assert len(names) == 21


def test_equal_questions_are_asked_once() -> None:
    with servers.serving(servers.answers()) as served:
        conversations(of(served, ""), of(served, ""))
    assert served.connections == 1


def test_what_is_answered_by_the_deadline_is_kept() -> None:
    with servers.serving(servers.silent) as slow, servers.serving(servers.answers()) as quick:
        started = time.monotonic()
        known = conversations(of(slow, ""), of(quick, ""), options=ProbeOptions(timeout=20), seconds=1.5)
    assert time.monotonic() - started < 15
    assert [question.port for question in known] == [quick.port]


def test_the_rate_is_kept() -> None:
    with servers.serving(servers.answers()) as served:
        started = time.monotonic()
        conversations(
            *(of(served, "", f"/{n}") for n in range(20)), options=ProbeOptions(timeout=5, attempts=1, rate=25)
        )
    assert served.connections == 20
    assert time.monotonic() - started > 19 / 25 * 0.8


def test_one_bad_endpoint_behind_a_good_first_answer_is_met_where_several_take_turns() -> None:
    good, bad = servers.answers(), servers.resets_after_request
    said = talk(servers.taking_turns(good, good, good, good, bad), host="", repeat=12)
    assert (said.attempts, said.succeeded, said.error) == (5, 4, "reset the connection")
    assert said.http is not None
    assert said.http.status == 200


def test_without_turns_a_good_first_answer_is_enough() -> None:
    said = talk(servers.taking_turns(servers.answers(), servers.resets_after_request), host="")
    assert (said.attempts, said.succeeded) == (1, 1)


def test_endpoints_that_are_all_good_are_asked_as_often_as_planned_and_no_more() -> None:
    said = talk(servers.answers(), host="", repeat=8)
    assert (said.attempts, said.succeeded, said.error) == (8, 8, "")


@pytest.mark.parametrize("status", [1, 2], ids=["serving", "not serving"])
def test_a_grpc_server_that_is_not_serving_is_told_so(status: int) -> None:
    with servers.serving(h2_servers.grpc_health(status)) as served:
        question = Question(address=served.address, port=served.port, scheme="http", application="grpc")
        said = conversations(question)[question]
    expected = (1, 1, "") if status == 1 else (3, 0, "gRPC answers NOT_SERVING")
    assert (said.attempts, said.succeeded, said.error) == expected


HURRIED = ProbeOptions(timeout=0.4, attempts=3)


def test_an_application_that_needs_long_is_slow_and_not_dead() -> None:
    said = talk(servers.slow(0.8), host="", options=HURRIED)
    assert (said.attempts, said.succeeded, said.error, said.stage) == (1, 1, "", Stage.RESPONSE)


def test_of_a_slow_one_with_several_endpoints_each_attempt_is_waited_for() -> None:
    said = talk(servers.slow(0.6), host="", options=HURRIED, repeat=5)
    assert (said.attempts, said.succeeded, said.error) == (5, 5, "")


def test_what_never_answers_is_waited_for_once_and_then_said() -> None:
    started = time.monotonic()
    said = talk(servers.silent, host="", options=HURRIED)
    assert (said.attempts, said.succeeded, said.error) == (3, 0, "connected, but no answer in time")
    assert time.monotonic() - started > 2 * 0.4 + 5 * 0.4


def test_one_that_answers_at_once_among_those_that_never_do_is_no_slow_one() -> None:
    mute, good = servers.silent, servers.answers()
    said = talk(servers.taking_turns(mute, mute, good), host="", options=HURRIED)
    assert (said.attempts, said.succeeded, said.error) == (3, 1, "connected, but no answer in time")


def test_nobody_is_waited_for_longer_where_one_attempt_is_all() -> None:
    said = talk(servers.slow(0.8), host="", options=ProbeOptions(timeout=0.4, attempts=1))
    assert (said.attempts, said.succeeded) == (1, 0)
