from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.serving.hosts import refusal


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:9979", "[::1]:9979", "localhost", "LOCALHOST:80", "localhost.", "a.localhost:1"]
)
def test_what_means_this_machine_is_answered(host: str) -> None:
    assert refusal([host], loopback=True) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9979", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_a_name_that_a_stranger_lets_lead_here_is_not_answered_on_loopback(host: str) -> None:
    assert refusal([host], loopback=True) == 421
    assert refusal([host], loopback=False) is None


@pytest.mark.parametrize(
    "hosts",
    [[""], ["a b"], ["a/b"], ["a@b"], ["[::1"], ["a:b"], ["a:123456"], ["<script>"], ["a", "a"], ["x" * 300]],
    ids=repr,
)
def test_what_is_no_host_is_a_bad_request_anywhere(hosts: list[str]) -> None:
    assert refusal(hosts, loopback=True) == refusal(hosts, loopback=False) == 400


def test_http_1_0_without_a_host_is_answered() -> None:
    assert refusal([], loopback=True) is None


@settings(deadline=None)
@given(hosts=st.lists(st.text(max_size=50), max_size=3), loopback=st.booleans())
def test_no_header_is_a_crash(*, hosts: list[str], loopback: bool) -> None:
    assert refusal(hosts, loopback=loopback) in {None, 400, 421}
