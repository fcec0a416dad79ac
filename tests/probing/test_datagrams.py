from __future__ import annotations

import struct

import dns.flags
import dns.message
import pytest

from kprobe.exposures import schemes
from kprobe.probing.datagrams import DATAGRAMS, PING, datagram


def test_what_is_not_known_gets_one_byte() -> None:
    assert datagram("") == datagram("gopher") == PING == b"\x00"


@pytest.mark.parametrize("application", DATAGRAMS)
def test_every_question_is_small_and_fits_into_one_packet(application: str) -> None:
    assert 0 < len(datagram(application)) <= 1200


@pytest.mark.parametrize("application", sorted(DATAGRAMS.keys() - {"gtp"}))
def test_no_two_questions_are_the_same_so_that_an_answer_is_to_this_one(application: str) -> None:
    assert len({datagram(application) for _ in range(4)}) > 1


def test_dns_is_asked_for_the_root_and_not_to_go_and_find_it() -> None:
    query = dns.message.from_wire(datagram("dns"))
    assert query.question[0].to_text() == ". IN NS"
    assert not query.flags & dns.flags.RD


def test_ntp_is_a_client_of_version_4() -> None:
    question = datagram("ntp")
    assert (len(question), question[0] >> 3 & 7, question[0] & 7) == (48, 4, 3)


def test_stun_is_a_binding_request_with_the_cookie() -> None:
    kind, length, cookie = struct.unpack("!HHI", datagram("stun")[:8])
    assert (kind, length, cookie, len(datagram("stun"))) == (1, 0, 0x2112A442, 20)


def test_quic_is_a_long_header_of_a_version_that_nobody_speaks_and_full_size() -> None:
    question = datagram("quic")
    assert len(question) == 1200
    assert question[0] & 0xC0 == 0xC0
    assert int.from_bytes(question[1:5], "big") & 0x0F0F0F0F == 0x0A0A0A0A  # RFC 9000, section 15


def test_snmp_is_ber_of_version_3_without_a_user() -> None:
    question = datagram("snmp")
    assert question[0] == 0x30
    assert question[1] == len(question) - 2
    assert question[2:5] == b"\x02\x01\x03"


def test_sip_is_a_whole_request() -> None:
    head = datagram("sip").decode()
    assert head.startswith("OPTIONS sip:")
    assert head.endswith("\r\n\r\n")
    assert all(f"\r\n{name}:" in head for name in ("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards"))


@pytest.mark.parametrize(
    ("application", "head", "length"),
    [("coap", b"\x40\x00", 4), ("gtp", b"\x32\x01\x00\x04", 12), ("pfcp", b"\x20\x01", 16)],
)
def test_the_binary_ones_have_their_header(application: str, head: bytes, length: int) -> None:
    question = datagram(application)
    assert question.startswith(head)
    assert len(question) == length


def test_memcached_is_asked_for_its_version_in_one_frame() -> None:
    assert datagram("memcached")[2:] == b"\x00\x00\x00\x01\x00\x00version\r\n"


def test_every_application_that_a_udp_port_can_have_has_a_question() -> None:
    assert {*schemes._BY_WORD.values(), *schemes._BY_NUMBER.values()} == DATAGRAMS.keys()
