"""Connections for httpcore on asyncio's bare sockets: no transport, no task and no timer for each.

Whoever asks bounds the time of the whole attempt, so the timeouts that httpcore hands on for each operation are not
heeded here. TLS is shaken over memory buffers: a tenth of the memory of asyncio's own.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any, NoReturn

import httpcore

_CHUNK = 16 * 1024  # one TLS record


async def connect(address: str, port: int) -> Stream:
    """A connection to an IP address; raises httpcore.ConnectError, with the OSError as its cause."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(error) from error
    try:
        sock.settimeout(0.0)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException as error:
        sock.close()
        if isinstance(error, OSError):
            raise httpcore.ConnectError(error) from error
        raise
    return Stream(sock)


class Stream(httpcore.AsyncNetworkStream):
    """A connection in the clear."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """What came, b"" at the end; raises httpcore.ReadError."""
        try:
            return await self._loop.sock_recv(self._sock, max_bytes)
        except OSError as error:
            raise httpcore.ReadError(error) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """All of it; raises httpcore.WriteError."""
        if not buffer:
            return
        try:
            await self._loop.sock_sendall(self._sock, buffer)
        except OSError as error:
            raise httpcore.WriteError(error) from error

    async def aclose(self) -> None:
        """Hang up, without a word more."""
        self._sock.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> TlsStream:
        """Shake hands; raises httpcore.ConnectError, with what ssl or the socket said as its cause."""
        return await TlsStream.shaken(self, ssl_context, server_hostname)

    def get_extra_info(self, info: str) -> Any:
        """The socket, as `socket`."""
        return self._sock if info == "socket" else None


class TlsStream(httpcore.AsyncNetworkStream):
    """The same over TLS."""

    def __init__(self, plain: Stream, context: ssl.SSLContext, name: str | None) -> None:
        self._plain = plain
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)

    @classmethod
    async def shaken(cls, plain: Stream, context: ssl.SSLContext, name: str | None) -> TlsStream:
        """See Stream.start_tls."""
        self = cls(plain, context, name)
        try:
            while True:
                try:
                    self._tls.do_handshake()
                except ssl.SSLWantReadError:
                    await self._flush()
                    await self._fill()
                else:
                    await self._flush()
                    return self
        except (OSError, httpcore.NetworkError) as error:
            await self._complain(error)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """What came, b"" at the end, whether that was announced or not; raises httpcore.ReadError."""
        while True:
            try:
                return self._tls.read(max_bytes)
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""
            except OSError as error:
                raise httpcore.ReadError(error) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """All of it; raises httpcore.WriteError."""
        if not buffer:
            return
        try:
            self._tls.write(buffer)  # into memory: all of it is taken
        except OSError as error:
            raise httpcore.WriteError(error) from error
        await self._flush()

    async def aclose(self) -> None:
        """Hang up, without the goodbye that TLS knows and many servers never wait for."""
        await self._plain.aclose()

    def get_extra_info(self, info: str) -> Any:
        """The TLS connection, as `ssl_object`, and the socket, as `socket`."""
        return self._tls if info == "ssl_object" else self._plain.get_extra_info(info)

    async def _fill(self) -> None:
        data = await self._plain.read(_CHUNK)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._plain.write(self._outgoing.read())

    async def _complain(self, error: Exception) -> NoReturn:
        """The server hears our own alert, if it still listens, and then we hang up."""
        try:
            await self._flush()
        except httpcore.NetworkError:
            pass
        finally:
            await self.aclose()
        raise httpcore.ConnectError(error) from error
