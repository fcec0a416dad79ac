from __future__ import annotations

import pytest

from kprobe.probing.answer import Question

HOSTS = {
    "a default port is not said": ("http", "a.example", "10.0.0.1", 80, "a.example"),
    "nor that of https": ("https", "a.example", "10.0.0.1", 443, "a.example"),
    "the other scheme's is": ("http", "a.example", "10.0.0.1", 443, "a.example:443"),
    "a NodePort is": ("http", "nginx.cc", "10.0.0.1", 31763, "nginx.cc:31763"),
    "without a name it is the address": ("http", "", "10.0.0.1", 30000, "10.0.0.1:30000"),
    "an IPv6 address has brackets": ("http", "", "2001:db8::1", 80, "[2001:db8::1]"),
}


@pytest.mark.parametrize(("scheme", "host", "address", "port", "expected"), HOSTS.values(), ids=HOSTS)
def test_the_host_header(scheme: str, host: str, address: str, port: int, expected: str) -> None:
    assert Question(address=address, port=port, scheme=scheme, host=host).authority == expected


@pytest.mark.parametrize(("host", "expected"), [("a.example", "a.example"), ("10.0.0.1", ""), ("", "")])
def test_an_address_is_never_sent_as_server_name(host: str, expected: str) -> None:
    assert Question(address="10.0.0.1", port=443, scheme="https", host=host).server_name == expected
