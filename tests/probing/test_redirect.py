from __future__ import annotations

import pytest

from kprobe.probing.answer import Question
from kprobe.probing.redirect import loops

ASKED = Question(address="10.0.0.1", port=443, scheme="https", host="shop.example", path="/cart?x=1")


LOOPS = {
    "the very URL": "https://shop.example/cart?x=1",
    "with the usual port": "https://SHOP.example:443/cart?x=1",
    "without a host": "/cart?x=1",
    "without a scheme": "//shop.example/cart?x=1",
    "with a fragment": "https://shop.example/cart?x=1#top",
}


@pytest.mark.parametrize("location", LOOPS.values(), ids=LOOPS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_where_it_came_from_loops(status: int, location: str) -> None:
    assert loops(ASKED, status, location)


ARRIVES = {
    "another path": "/login",
    "another query": "/cart",
    "another host": "https://www.shop.example/cart?x=1",
    "plain HTTP": "http://shop.example/cart?x=1",
    "another port": "https://shop.example:8443/cart?x=1",
    "nonsense": "https://[::1/cart",
    "a port that is none": "https://shop.example:port/cart?x=1",
    "nothing": "",
}


@pytest.mark.parametrize("location", ARRIVES.values(), ids=ARRIVES)
def test_a_redirect_elsewhere_does_not(location: str) -> None:
    assert not loops(ASKED, 308, location)


@pytest.mark.parametrize("status", [200, 201, 300, 304, 401])
def test_an_answer_that_is_no_redirect_does_not(status: int) -> None:
    assert not loops(ASKED, status, "/cart?x=1")


def test_an_address_that_is_asked_without_a_name_loops_too() -> None:
    question = Question(address="10.0.0.1", port=30080, scheme="http")
    assert loops(question, 302, "http://10.0.0.1:30080/")
    assert not loops(question, 302, "https://10.0.0.1:30080/")
