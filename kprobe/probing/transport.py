"""httpx's transport for one request over a connection of its own, dialled at an address and never pooled.

httpx's own transport keeps a pool for each client, resolves what it dials, and sets a timer for each operation: most of
the time that a probe would take. HTTP itself is httpcore's, as there.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from typing import Protocol, cast

import httpcore
import httpx

from kprobe.model.probe import Stage
from kprobe.probing.streams import connect

Tls = ssl.SSLObject
Reached = Callable[[Stage, Tls | None], None]


class _Chunks(Protocol):
    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None: ...


class OneConnection(httpx.AsyncBaseTransport):
    """Dials the address and port of the request's URL.

    `http2`: "" never, "agreed" where TLS agrees on it by ALPN, "at once" without asking. `reached` hears how far it has
    come before each stage begins, and the TLS connection as soon as there is one. Raises what httpcore raises.
    """

    def __init__(self, context: ssl.SSLContext, *, http2: str, reached: Reached) -> None:
        self._context = context
        self._http2 = http2
        self._reached = reached
        self._stream: httpcore.AsyncNetworkStream | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` (extension `target`: its path as it stands; `sni_hostname`: the SNI)."""
        scheme, host, port = request.url.raw_scheme, request.url.host, port_of(request.url)
        stream: httpcore.AsyncNetworkStream = await connect(host, port)
        self._stream = stream
        tls: Tls | None = None
        if scheme == b"https":
            self._reached(Stage.TLS, None)
            # Taken over by the connection that is made next, in the same step: the context may be anybody's.
            self._context.set_alpn_protocols(["http/1.1", "h2"] if self._http2 else ["http/1.1"])
            name = request.extensions.get("sni_hostname") or host
            self._stream = stream = await stream.start_tls(self._context, name)
            tls = stream.get_extra_info("ssl_object")
        self._reached(Stage.REQUEST, tls)
        two = self._http2 == "at once" or (tls is not None and tls.selected_alpn_protocol() == "h2")
        speaks = httpcore.AsyncHTTP2Connection if two else httpcore.AsyncHTTP11Connection
        url = httpcore.URL(
            scheme=scheme, host=request.url.raw_host, port=port, target=request.extensions.get("target", b"/")
        )
        answer = await speaks(url.origin, stream).handle_async_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)
        )
        self._reached(Stage.RESPONSE, tls)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(cast("_Chunks", answer.stream)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Hang up."""
        if self._stream is not None:
            await self._stream.aclose()


def port_of(url: httpx.URL) -> int:
    """The port to dial: httpx takes a scheme's own port out of a URL."""
    return url.port or {"http": 80, "https": 443}[url.scheme]


class _Body(httpx.AsyncByteStream):
    def __init__(self, chunks: _Chunks) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            yield chunk

    async def aclose(self) -> None:
        await self._chunks.aclose()
