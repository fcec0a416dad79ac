from __future__ import annotations

import asyncio
import ssl
import time

import pytest

from kprobe.probing.handshake import Handshake, shake_hands
from tests.kit import ports, servers
from tests.kit.tls import NAME, Certificates


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


def shaken(handler: servers.Handler, context: ssl.SSLContext | None = None, *, seconds: float = 5.0) -> Handshake:
    with servers.serving(handler, context=context) as served:
        return asyncio.run(shake_hands(served.address, served.port, NAME, timeout=seconds))


def test_a_good_handshake_is_done(certificates: Certificates) -> None:
    seen = shaken(servers.answers(), certificates.good)
    assert (seen.done, seen.tls, seen.version, seen.alert) == (True, True, "TLSv1.3", "")
    assert len(seen.chain) == 1
    assert not seen.asked_for_certificate


def test_a_refused_name_shows_an_alert_and_no_certificate(certificates: Certificates) -> None:
    seen = shaken(servers.answers(), certificates.knowing_nobody)
    assert (seen.done, seen.tls, seen.alert, seen.chain, seen.version) == (False, True, "unrecognized_name", (), "")


def test_tls_1_2_shows_that_it_asks_for_a_certificate_and_its_own(certificates: Certificates) -> None:
    context = certificates.speaking(ssl.TLSVersion.TLSv1_2, client_certificate=True)
    seen = shaken(servers.answers(), context)
    assert (seen.done, seen.asked_for_certificate, bool(seen.chain)) == (False, True, True)


@pytest.mark.parametrize(
    "handler",
    [servers.answers_anything, servers.speaks_first, servers.hangs_up_after_hello, servers.resets_after_request],
    ids=["HTTP", "another protocol", "hangs up", "resets"],
)
def test_what_is_no_tls_is_seen_as_such(handler: servers.Handler) -> None:
    seen = shaken(handler)
    assert (seen.done, seen.tls, seen.chain, seen.alert) == (False, False, (), "")


@pytest.mark.parametrize("handler", [servers.silent, servers.drips_tls], ids=["silent", "trickles"])
def test_it_ends_with_the_time_allowed(handler: servers.Handler) -> None:
    started = time.monotonic()
    assert not shaken(handler, seconds=0.4).done
    assert time.monotonic() - started < 10


def test_a_port_that_refuses_is_an_error() -> None:
    with ports.refusing() as port, pytest.raises(OSError, match=r"refused|111|61"):
        asyncio.run(shake_hands(servers.LOOPBACK, port, NAME, timeout=2))


def test_an_echo_of_our_own_hello_is_no_tls() -> None:
    seen = shaken(servers.echoes)
    assert (seen.done, seen.tls, seen.chain) == (False, False, ())
