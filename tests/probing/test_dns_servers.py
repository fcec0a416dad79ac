from __future__ import annotations

import pytest

from kprobe.errors import UsageError
from kprobe.probing.dns_servers import parse_servers, server_parts

FINE = {
    "an address": ("10.0.0.10", "10.0.0.10:53", ("10.0.0.10", 53)),
    "an address and a port": (" 10.0.0.10:5353 ", "10.0.0.10:5353", ("10.0.0.10", 5353)),
    "IPv6": ("fd00::a", "[fd00::a]:53", ("fd00::a", 53)),
    "IPv6 in brackets": ("[fd00::a]", "[fd00::a]:53", ("fd00::a", 53)),
    "IPv6 and a port": ("[fd00::a]:5353", "[fd00::a]:5353", ("fd00::a", 5353)),
}


@pytest.mark.parametrize(("value", "text", "parts"), FINE.values(), ids=FINE)
def test_a_server_may_be_written_so(value: str, text: str, parts: tuple[str, int]) -> None:
    assert parse_servers([value, value]) == (text,)
    assert server_parts(text) == parts


@pytest.mark.parametrize(
    "value",
    [
        "",
        "dns.example",
        "10.0.0.10:",
        "10.0.0.10:0",
        "10.0.0.10:65536",
        "10.0.0.10:x",
        "[fd00::a",
        "[fd00::a]5",
        "10.0.0",
    ],
)
def test_anything_else_is_a_usage_error_that_shows_how(value: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_servers([value])
    assert repr(value) in str(told.value)
    assert told.value.hint
