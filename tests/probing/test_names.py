from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.probing.names import is_ip, name_problem, path_problem


@pytest.mark.parametrize("name", ["nginx.cc", "a", "xn--bcher-kva.example", "_acme.example", "a" * 63 + ".b", "1.2"])
def test_a_dns_name_is_fine(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "a..b",
        "a.",
        "-a.example",
        "a-.example",
        "*.example",
        "a b",
        "a\r\nX: y",
        "a/b",
        "a:80",
        "bücher.example",
        "a" * 64,
        "a." * 127 + "a",
    ],
)
def test_what_cannot_be_a_dns_name_has_a_problem(name: str) -> None:
    assert name_problem(name)


@pytest.mark.parametrize("path", ["/", "/a/b?c=d", "/a/../b", "/%20", "/(.*)|x"])
def test_a_path_is_sent_as_it_stands(path: str) -> None:
    assert path_problem(path) == ""


@pytest.mark.parametrize("path", ["", "a", "/a b", "/a\r\nHost: evil", "/\x00", "/é", "/a#b", "/" + "a" * 8000])
def test_what_cannot_be_sent_as_a_path_has_a_problem(path: str) -> None:
    assert path_problem(path)


@given(st.text(max_size=80))
def test_an_accepted_name_can_be_resolved_and_sent_as_a_header(name: str) -> None:
    if not name_problem(name):
        assert name.encode("idna").decode("ascii")
        assert name.isprintable()
        assert not set(name) & set(" \t/:@#?\\")


@given(st.text(max_size=80))
def test_an_accepted_path_cannot_break_out_of_the_request_line(path: str) -> None:
    if not path_problem(path):
        assert path.isascii()
        assert path.isprintable()
        assert " " not in path


@pytest.mark.parametrize(("text", "expected"), [("10.0.0.1", True), ("::1", True), ("10.0.0", False), ("a", False)])
def test_an_address_is_told_from_a_name(text: str, *, expected: bool) -> None:
    assert is_ip(text) is expected
