from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpcore
import pytest

from kprobe.probing.streams import connect
from kprobe.probing.tls import probing_context
from tests.kit import ports, servers
from tests.kit.tls import NAME, Certificates

LONG = os.urandom(300_000)
Ask = Callable[[httpcore.AsyncNetworkStream], Awaitable[bytes]]


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


async def everything(stream: httpcore.AsyncNetworkStream) -> bytes:
    """Say a word, and read up to the end."""
    await stream.write(b"GET / HTTP/1.1\r\n\r\n")
    read = b""
    while chunk := await stream.read(65536):
        read += chunk
    return read


def talked(served: servers.Served, ask: Ask = everything, *, tls: bool = False) -> bytes:
    async def talk() -> bytes:
        stream: httpcore.AsyncNetworkStream = await connect(served.address, served.port)
        try:
            if tls:
                stream = await stream.start_tls(probing_context(), NAME)
            return await ask(stream)
        finally:
            await stream.aclose()

    return asyncio.run(talk())


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@pytest.mark.parametrize("tls", [False, True], ids=["in the clear", "over TLS"])
def test_what_is_long_arrives_whole_up_to_the_end(certificates: Certificates, tls: bool) -> None:  # noqa: FBT001
    """The server hangs up without TLS's own goodbye, as many do."""
    with servers.serving(servers.answers(body=LONG), context=certificates.good if tls else None) as served:
        assert talked(served, tls=tls).endswith(LONG)


def test_what_is_long_is_sent_whole(certificates: Certificates) -> None:
    async def echoed(stream: httpcore.AsyncNetworkStream) -> bytes:
        writing = asyncio.create_task(stream.write(LONG))
        read = b""
        while len(read) < len(LONG):
            read += await stream.read(65536)
        await writing
        return read

    with servers.serving(servers.echoes, context=certificates.good) as served:
        assert talked(served, echoed, tls=True) == LONG


def test_a_refusal_says_so_in_its_cause() -> None:
    with ports.refusing() as port, pytest.raises(httpcore.ConnectError) as raised:
        asyncio.run(connect(servers.LOOPBACK, port))
    assert isinstance(raised.value.__cause__, ConnectionRefusedError)


def test_a_handshake_that_fails_says_why_in_its_cause_and_hangs_up(certificates: Certificates) -> None:
    async def shaken(served: servers.Served) -> None:
        context = ssl.create_default_context()  # which trusts none of this
        plain = await connect(served.address, served.port)
        with pytest.raises(httpcore.ConnectError) as raised:
            await plain.start_tls(context, NAME)
        assert isinstance(raised.value.__cause__, ssl.SSLCertVerificationError)
        assert plain.get_extra_info("socket").fileno() == -1

    with servers.serving(servers.answers(), context=certificates.good) as served:
        asyncio.run(shaken(served))


def test_a_reset_is_an_error_and_not_an_end() -> None:
    with servers.serving(servers.resets_after_request) as served, pytest.raises(httpcore.NetworkError) as raised:
        talked(served)
    assert isinstance(raised.value.__cause__, OSError)


def test_whoever_gives_up_leaves_nothing_open() -> None:
    async def give_up(port: int) -> int:
        before = open_files()
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await connect(servers.LOOPBACK, port)
        return open_files() - before

    with ports.blackhole() as hole:
        assert asyncio.run(give_up(hole)) == 0
