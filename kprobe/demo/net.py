"""The demo's network: loopback addresses for its nodes, and ports that are certainly its own."""

from __future__ import annotations

import errno
import random
import socket
from collections.abc import Iterable, Iterator

from msgspec import Struct

from kprobe.errors import KprobeError

Place = tuple[str, int]
"""Address and port."""

NODE_PORTS = range(31000, 32768)
"""Within the default --service-node-port-range, above its static band, below the usual ephemeral ports."""
HIGH_PORTS = range(20000, 29000)
_ATTEMPTS = 200
_SHARED = "127.0.0.1"
_TAKEN = {errno.EADDRINUSE, errno.EACCES, errno.EPERM}


class Addresses(Struct, frozen=True, kw_only=True):
    """Who is where: an address a node, one of a load balancer, two external IPs, what `localhost` may mean."""

    nodes: tuple[str, ...]
    balancer: str
    external: tuple[str, str]
    localhost: tuple[str, ...]

    @property
    def apart(self) -> bool:
        """Whether every node, the load balancer and the external IPs have addresses of their own."""
        return len(self.nodes) > 1


def addresses() -> Addresses:
    """What this machine has, found by trying: all of 127.0.0.0/8 (Linux), or 127.0.0.1 alone (macOS).

    With one address there is one node: all nodes serve a NodePort on the same number, so that two of them on one
    address could not be told apart.
    """
    wanted = ("127.0.10.1", "127.0.10.2", "127.0.10.3", "127.0.20.1", "127.0.30.1", "127.0.30.2")
    localhost = tuple(address for address in (_SHARED, "::1") if _exists(address))
    if not all(map(_exists, wanted)):
        return shared(localhost)
    return Addresses(nodes=wanted[:3], balancer=wanted[3], external=(wanted[4], wanted[5]), localhost=localhost)


def shared(localhost: tuple[str, ...] = (_SHARED,)) -> Addresses:
    """Everything on 127.0.0.1, on different ports."""
    return Addresses(nodes=(_SHARED,), balancer=_SHARED, external=(_SHARED, _SHARED), localhost=localhost)


class Ports:
    """Sockets that are bound, so that nobody else can have their ports, and do not listen yet.

    A bound socket that does not listen refuses connections, as a node does on a port that nothing serves.
    """

    def __init__(self) -> None:
        self.sockets: dict[Place, socket.socket] = {}

    def claim(self, preferred: int, places: Iterable[str], span: range) -> int:
        """A port that is free on all of `places`: `preferred`, or any other of `span`.

        Raises KprobeError where there is none.
        """
        wanted = tuple(dict.fromkeys(places))
        for port in _candidates(preferred, span):
            bound = _bind(wanted, port)
            if bound:
                self.sockets.update(bound)
                return bound[0][0][1]
        raise KprobeError(
            f"no port of {span.start}-{span.stop - 1} is free on {', '.join(wanted)}",
            hint="Is something on this machine listening on very many ports?",
        )

    def close(self) -> None:
        """Give every port back."""
        for sock in self.sockets.values():
            sock.close()


def _candidates(preferred: int, span: range) -> Iterator[int]:
    yield preferred
    yield from random.sample(span, min(_ATTEMPTS, len(span)))


def _bind(wanted: tuple[str, ...], port: int) -> list[tuple[Place, socket.socket]]:
    """All or nothing. Port 0 is any; it makes sense for one address only."""
    bound: list[tuple[Place, socket.socket]] = []
    try:
        for address in wanted:
            sock = socket.socket(_family(address), socket.SOCK_STREAM)
            bound.append(((address, port), sock))
            # Without SO_REUSEADDR: with it, two runs side by side could both hold a port that does not listen.
            sock.bind((address, port))
    except OSError as error:
        for _, sock in bound:
            sock.close()
        if error.errno in _TAKEN:
            return []
        raise
    return [((address, sock.getsockname()[1]), sock) for (address, _), sock in bound]


def _exists(address: str) -> bool:
    try:
        with socket.socket(_family(address), socket.SOCK_STREAM) as sock:
            sock.bind((address, 0))
    except OSError:
        return False
    return True


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
