from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.errors import UsageError
from kprobe.serving.address import Address, parse_listen


@pytest.mark.parametrize(
    ("text", "host", "port", "loopback"),
    [
        ("127.0.0.1:9979", "127.0.0.1", 9979, True),
        ("0.0.0.0:9979", "0.0.0.0", 9979, False),
        ("[::1]:80", "::1", 80, True),
        ("[::]:9979", "::", 9979, False),
        ("localhost:0", "127.0.0.1", 0, True),
        (" 10.0.0.7:65535 ", "10.0.0.7", 65535, False),
    ],
)
def test_an_address_and_a_port(text: str, host: str, port: int, *, loopback: bool) -> None:
    found = parse_listen(text)
    assert (found.host, found.port, found.loopback) == (host, port, loopback)
    assert parse_listen(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            ":9979",
            "9979",
            "127.0.0.1",
            "127.0.0.1:",
            "127.0.0.1:65536",
            "127.0.0.1:-1",
            "::1:9979",
            "[127.0.0.1]:80",
        ),
        *(
            "[::1]",
            "[::1%lo]:80",
            "example.org:80",
            "127.0.0.1:80/x",
            "http://127.0.0.1:80",
            "127.0.0.1:٣",
            "256.1.1.1:80",
        ),
    ],
)
def test_anything_else_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_listen(text)
    assert "--listen" in error.value.message
    assert "127.0.0.1:9979" in error.value.hint


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_is_a_crash(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert isinstance(parse_listen(text), Address)
