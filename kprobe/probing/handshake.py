"""A TLS handshake watched byte by byte, to see what a failed one shows: the certificate, the alert, no TLS at all."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator

from msgspec import Struct

from kprobe.probing.alerts import alert_in, alert_of
from kprobe.probing.failures import reason_of
from kprobe.probing.tls import lenient_context, served_chain

MOST = 64 * 1024
"""Bytes of a server's part of the handshake that are read."""
_ALERT, _HANDSHAKE = 21, 22  # RFC 8446, section 5.1: content types
_CLIENT_HELLO = 1  # RFC 8446, section 4
_CERTIFICATE_REQUEST = 13  # RFC 5246, section 7.4; encrypted since TLS 1.3, which has an alert of its own for it


class Handshake(Struct, frozen=True, kw_only=True):
    """What came of it: `done`, or not; `received` are the server's bytes, `chain` its certificates (DER).

    `version` is what was agreed upon, "" before that. `alert` is the server's, "" for none.
    """

    done: bool
    received: bytes = b""
    chain: tuple[bytes, ...] = ()
    version: str = ""
    alert: str = ""

    @property
    def tls(self) -> bool:
        """Whether TLS was spoken at all: a record of version 3.x that is an alert or part of a handshake.

        What begins as a client does, with a ClientHello, is our own words come back: an echo.
        """
        echo = len(self.received) > 5 and self.received[0] == _HANDSHAKE and self.received[5] == _CLIENT_HELLO
        return (
            len(self.received) > 2 and self.received[0] in {_ALERT, _HANDSHAKE} and self.received[1] == 3 and not echo
        )

    @property
    def asked_for_certificate(self) -> bool:
        """Whether a client certificate was asked for in plain sight (up to TLS 1.2)."""
        return _CERTIFICATE_REQUEST in _messages(self.received)


async def shake_hands(address: str, port: int, server_name: str, *, timeout: float) -> Handshake:  # noqa: ASYNC109
    """Try one handshake with every version that this machine has, within `timeout` seconds, and hang up.

    Raises OSError or TimeoutError where not even a connection came about.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = lenient_context().wrap_bio(incoming, outgoing, server_hostname=server_name or None)
    received = bytearray()
    alert, done = "", False
    async with asyncio.timeout(timeout):
        reader, writer = await asyncio.open_connection(address, port)
    try:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(timeout):
                while len(received) < MOST:
                    try:
                        client.do_handshake()
                        done = True
                        break
                    except ssl.SSLWantReadError:
                        pass
                    except ssl.SSLError as error:
                        alert = alert_of(reason_of(error))
                        break
                    writer.write(outgoing.read())
                    chunk = await reader.read(16 * 1024)
                    if not chunk:
                        break
                    received += chunk
                    incoming.write(chunk)
    finally:
        writer.transport.abort()  # nothing more is said, and nobody waited for
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return Handshake(
        done=done,
        received=bytes(received),
        chain=served_chain(client),
        version=(client.version() or "") if done else "",
        alert=alert or alert_in(bytes(received)),
    )


def _messages(received: bytes) -> Iterator[int]:
    """The types of the handshake messages that came before encryption began."""
    plain = bytearray()
    at = 0
    while at + 5 <= len(received) and received[at] == _HANDSHAKE:
        length = int.from_bytes(received[at + 3 : at + 5], "big")
        plain += received[at + 5 : at + 5 + length]
        at += 5 + length
    at = 0
    while at + 4 <= len(plain):
        yield plain[at]
        at += 4 + int.from_bytes(plain[at + 1 : at + 4], "big")
