from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.probe import Author, HttpFacts, Stage
from kprobe.probing.answer import Answer, Question
from kprobe.probing.author import author, from_behind, same_head

HOST, STRANGER, PATH, NO_PATH = "nginx.cc", "kprobe-1.invalid", "/shop", "/kprobe-1"


def answer(
    status: int | None, body: str = "", *, host: str = HOST, path: str = PATH, location: str = "", cut: bool = False
) -> Answer:
    question = Question(address="10.0.0.1", port=80, scheme="http", host=host, path=path)
    if status is None:
        return Answer(question=question, stage=Stage.TLS, error="refused")
    http = HttpFacts(status=status, content_type="text/plain", location=location)
    return Answer(question=question, stage=Stage.RESPONSE, http=http, body=body.encode(), cut=cut)


def who(real: Answer, stranger: Answer, other_path: Answer | None = None, again: Answer | None = None) -> Author:
    return author(real, stranger, other_path, again or stranger)


CASES = {
    "the application against the router's 404": (
        answer(200, "shop"),
        answer(404, "not found", host=STRANGER),
        None,
        Author.ROUTE,
    ),
    "the application's own 404": (
        answer(404, "no such page in the shop"),
        answer(404, "404 page not found", host=STRANGER),
        answer(404, "no such page in the shop", path=NO_PATH),
        Author.ROUTE,
    ),
    "a gateway error against the router's 404": (
        answer(503, "no available server"),
        answer(404, "404 page not found", host=STRANGER),
        None,
        Author.ROUTE,
    ),
    "the router's 404 for a host it does not know": (
        answer(404, "404 page not found"),
        answer(404, "404 page not found", host=STRANGER),
        answer(404, "404 page not found", path=NO_PATH),
        Author.ROUTER,
    ),
    "the router's page that repeats the question": (
        answer(404, f"nothing at {HOST}{PATH}"),
        answer(404, f"nothing at {STRANGER}{PATH}", host=STRANGER),
        answer(404, f"nothing at {HOST}{NO_PATH}", path=NO_PATH),
        Author.ROUTER,
    ),
    "the router's redirect of everything to https": (
        answer(308, location=f"https://{HOST}{PATH}"),
        answer(308, location=f"https://{STRANGER}{PATH}", host=STRANGER),
        answer(308, location=f"https://{HOST}{NO_PATH}", path=NO_PATH),
        Author.ROUTER,
    ),
    "alike by chance: the host is known on other paths": (
        answer(404, "404 page not found"),
        answer(404, "404 page not found", host=STRANGER),
        answer(200, "the shop's front page", path=NO_PATH),
        Author.UNKNOWN,
    ),
    "a stranger that is turned away in the handshake, and a path that makes a difference": (
        answer(200, "shop"),
        answer(None, host=STRANGER),
        answer(404, "none", path=NO_PATH),
        Author.ROUTE,
    ),
    "a stranger that is turned away in the handshake, and a path that makes none": (
        answer(404, "none"),
        answer(None, host=STRANGER),
        answer(404, "none", path=NO_PATH),
        Author.UNKNOWN,
    ),
    "no answer to the question itself": (answer(None), answer(404, host=STRANGER), None, Author.UNKNOWN),
    "a body that was cut": (
        answer(200, "a", cut=True),
        answer(200, "a", host=STRANGER, cut=True),
        answer(200, "a", path=NO_PATH),
        Author.UNKNOWN,
    ),
}


@pytest.mark.parametrize(("real", "stranger", "other_path", "expected"), CASES.values(), ids=CASES)
def test_who_wrote_the_answer(real: Answer, stranger: Answer, other_path: Answer | None, expected: Author) -> None:
    assert who(real, stranger, other_path) is expected


def test_a_body_that_is_never_the_same_decides_nothing() -> None:
    real, stranger, again = answer(404, "1"), answer(404, "2", host=STRANGER), answer(404, "3", host=STRANGER)
    assert author(real, stranger, answer(404, "4", path=NO_PATH), again) is Author.UNKNOWN


def test_more_is_asked_only_where_the_heads_are_alike() -> None:
    assert same_head(answer(404, "a"), answer(404, "b", host=STRANGER))
    assert not same_head(answer(200), answer(404, host=STRANGER))
    assert not same_head(answer(200), answer(None, host=STRANGER))


@pytest.mark.parametrize(
    ("real", "stranger", "expected"),
    [
        pytest.param("nginx", "", True, id="the router names nobody, the application does"),
        pytest.param("nginx", "nginx", False, id="what stands in front names itself in every answer"),
        pytest.param("", "", False, id="nobody names himself"),
        pytest.param("", "nginx", False, id="the default backend names itself"),
    ],
)
def test_a_servers_name_that_only_one_of_two_answers_has_came_through(
    real: str, stranger: str, *, expected: bool
) -> None:
    def named(server: str) -> Answer:
        said = answer(502, "Bad Gateway")
        assert said.http is not None
        return replace(said, http=replace(said.http, server=server))

    assert from_behind(named(real), named(stranger)) is expected


def test_no_answer_names_nobody() -> None:
    assert not from_behind(answer(200), answer(None))
    assert not from_behind(answer(None), answer(200))
