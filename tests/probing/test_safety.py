from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.errors import ExitCode, UsageError
from kprobe.probing.safety import parse_allow, refusal

REFUSED = {
    "loopback": ("127.0.0.1", "loopback"),
    "the far end of loopback": ("127.255.255.254", "loopback"),
    "IPv6 loopback": ("::1", "loopback"),
    "link-local": ("169.254.7.7", "link-local"),
    "IPv6 link-local": ("fe80::1", "link-local"),
    "IPv6 link-local with a zone": ("fe80::1%eth0", "link-local"),
    "metadata": ("169.254.169.254", "metadata"),
    "AWS metadata over IPv6": ("fd00:ec2::254", "metadata"),
    "Google metadata over IPv6": ("fd20:ce::254", "metadata"),
    "Alibaba metadata": ("100.100.100.200", "metadata"),
    "Oracle metadata": ("192.0.0.192", "metadata"),
    "unspecified": ("0.0.0.0", "unspecified"),
    "this network": ("0.1.2.3", "unspecified"),
    "IPv6 unspecified": ("::", "unspecified"),
    "multicast": ("224.0.0.1", "multicast"),
    "IPv6 multicast": ("ff02::1", "multicast"),
    "broadcast": ("255.255.255.255", "broadcast"),
    "loopback mapped into IPv6": ("::ffff:127.0.0.1", "loopback"),
    "metadata mapped into IPv6": ("::ffff:169.254.169.254", "metadata"),
    "metadata behind NAT64": ("64:ff9b::a9fe:a9fe", "metadata"),
    "metadata behind a local NAT64 prefix": ("64:ff9b:1::a9fe:a9fe", "metadata"),
    "loopback inside 6to4": ("2002:7f00:1::", "loopback"),
    "loopback as a v4-compatible address": ("::127.0.0.1", "loopback"),
}


@pytest.mark.parametrize(("address", "word"), REFUSED.values(), ids=REFUSED)
def test_an_address_that_a_stranger_must_not_aim_at_is_refused(address: str, word: str) -> None:
    assert word in refusal(address, ())


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "192.168.1.1", "100.64.0.1", "203.0.113.9", "2001:db8::1", "fd00::2", "64:ff9b::808:808"]
)
def test_an_ordinary_address_may_be_knocked_on(address: str) -> None:
    assert refusal(address, ()) == ""


def test_what_is_no_address_is_refused() -> None:
    assert refusal("localhost", ()) == "localhost is not an IP address"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", "127.0.0.0/8"),
        ("::ffff:127.0.0.1", "127.0.0.0/8"),
        ("169.254.169.254", "169.254.169.254"),
        ("fe80::1%eth0", "fe80::/10"),
    ],
)
def test_what_is_allowed_may_be_knocked_on(address: str, allowed: str) -> None:
    assert refusal(address, parse_allow([allowed])) == ""


def test_allowing_one_address_allows_no_other() -> None:
    assert refusal("127.0.0.2", parse_allow(["127.0.0.1"]))


def test_the_refusal_says_how_to_allow_it() -> None:
    assert "--allow-address 127.0.0.1" in refusal("127.0.0.1", ())


@pytest.mark.parametrize("value", ["", "localhost", "10.0.0.0/33", "10.0.0.0/8/8", "fe80::/200"])
def test_an_allowed_address_that_is_none_is_a_usage_error(value: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_allow([value])
    assert caught.value.exit_code is ExitCode.USAGE


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_makes_it_allowed(address: IPv4Address) -> None:
    inner = int(address)
    wrapped = [IPv6Address((0xFFFF << 32) | inner), IPv6Address(int(ip_address("64:ff9b::")) | inner)]
    if inner > 1:  # ::0 and ::1 are addresses of their own
        wrapped.append(IPv6Address(inner))
    assert {bool(refusal(str(one), ())) for one in wrapped} == {bool(refusal(str(address), ()))}


@given(st.ip_addresses())
def test_everything_that_python_calls_private_to_the_host_is_refused(address: IPv4Address | IPv6Address) -> None:
    special = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    assert not special or refusal(str(address), ())


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(refusal(text, ()), str)
