"""What is sent to a UDP port: a question that a service of that kind answers, one byte to any other.

One function and one row for each application. Every question is small, asks for nothing that changes anything, and
carries no credentials.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable

PING = b"\x00"
"""What asks a port of which nothing is known for a sign of life."""


def _dns() -> bytes:
    """Who serves the root, not recursively (RFC 1035): any server answers it, if only with REFUSED."""
    import dns.flags  # noqa: PLC0415 - loaded only where a DNS server is asked
    import dns.message  # noqa: PLC0415 - as above

    query = dns.message.make_query(".", "NS")
    query.flags &= ~dns.flags.RD
    return bytes(query.to_wire())


def _ntp() -> bytes:
    """The time, as a client of version 4 asks for it (RFC 5905, section 7.3)."""
    return struct.pack("!B39xQ", 0o43, secrets.randbits(64))


def _stun() -> bytes:
    """A binding request (RFC 8489, section 5)."""
    return struct.pack("!HHI12s", 0x0001, 0, 0x2112A442, secrets.token_bytes(12))


def _quic() -> bytes:
    """An Initial of a version that is reserved to be unknown: a server answers with those it speaks (RFC 9000, 6.1).

    1200 bytes, as a server ignores a shorter one (RFC 9000, section 14.1).
    """
    head = struct.pack("!BIB8sB8s", 0xC0, 0x1A2A3A4A, 8, secrets.token_bytes(8), 8, secrets.token_bytes(8))
    return head.ljust(1200, b"\x00")


def _snmp() -> bytes:
    """An SNMPv3 engine discovery (RFC 3414, section 4): answered with a report, without a community or a user."""
    message_id = b"\x02\x04" + struct.pack("!I", secrets.randbits(30) | 1 << 29)
    header = _ber(0x30, message_id + b"\x02\x03\x00\xff\xe3" + b"\x04\x01\x04" + b"\x02\x01\x03")
    security = _ber(0x04, _ber(0x30, b"\x04\x00\x02\x01\x00\x02\x01\x00\x04\x00\x04\x00\x04\x00"))
    request = _ber(0xA0, message_id + b"\x02\x01\x00\x02\x01\x00\x30\x00")
    return _ber(0x30, b"\x02\x01\x03" + header + security + _ber(0x30, b"\x04\x00\x04\x00" + request))


def _ber(tag: int, content: bytes) -> bytes:
    """One BER element of less than 128 bytes."""
    return bytes((tag, len(content))) + content


def _sip() -> bytes:
    """OPTIONS: what the server can do (RFC 3261, section 11)."""
    token = secrets.token_hex(8)
    lines = (
        "OPTIONS sip:kprobe.invalid SIP/2.0",
        f"Via: SIP/2.0/UDP kprobe.invalid;branch=z9hG4bK{token};rport",
        "Max-Forwards: 0",
        f"From: <sip:kprobe@kprobe.invalid>;tag={token}",
        "To: <sip:kprobe.invalid>",
        f"Call-ID: {token}@kprobe.invalid",
        "CSeq: 1 OPTIONS",
        "Contact: <sip:kprobe@kprobe.invalid>",
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _coap() -> bytes:
    """A ping: an empty confirmable message, answered with a reset (RFC 7252, section 4.3)."""
    return struct.pack("!BBH", 0x40, 0, secrets.randbits(16))


def _memcached() -> bytes:
    """`version` behind the eight bytes of a UDP frame (memcached's protocol.txt)."""
    return struct.pack("!HHHH", secrets.randbits(16), 0, 1, 0) + b"version\r\n"


def _gtp() -> bytes:
    """A GTPv1-U echo request (3GPP TS 29.281, section 7.2.1)."""
    return struct.pack("!BBHIHBB", 0x32, 1, 4, 0, secrets.randbits(16), 0, 0)


def _pfcp() -> bytes:
    """A PFCP heartbeat (3GPP TS 29.244, section 7.4.2) with the recovery time stamp that it must have."""
    number = struct.pack("!I", secrets.randbits(24) << 8)
    return struct.pack("!BBH", 0x20, 1, 12) + number + struct.pack("!HHI", 96, 4, 0xE0000000)


DATAGRAMS: dict[str, Callable[[], bytes]] = {
    "dns": _dns,
    "ntp": _ntp,
    "stun": _stun,
    "quic": _quic,
    "snmp": _snmp,
    "sip": _sip,
    "coap": _coap,
    "memcached": _memcached,
    "gtp": _gtp,
    "pfcp": _pfcp,
}
"""By the application that `exposures/schemes.py` knows."""


def datagram(application: str) -> bytes:
    """A question for `application`, fresh ids in it; PING where none is known."""
    make = DATAGRAMS.get(application)
    return make() if make else PING
