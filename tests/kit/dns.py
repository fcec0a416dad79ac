"""A DNS server on loopback, over UDP, that answers from a small zone or misbehaves in one way."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

from tests.kit.servers import LOOPBACK, PATIENCE

Zone = dict[str, list[tuple[str, str]]]
"""By name: (type, value) pairs, as in a zone file: `{"shop.example": [("CNAME", "lb.example")]}`."""
Handler = Callable[[dns.message.QueryMessage], dns.message.Message | None]


@dataclass
class Served:
    """A running server: where it listens, and what it was asked ("shop.example. A")."""

    address: str
    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return f"{self.address}:{self.port}"

    def resolver(self, *more: Served, search: str = "", seconds: float = 2.0) -> dns.resolver.Resolver:
        """What resolv.conf would give with this server in it; all servers must have one port."""
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = [self.address, *(one.address for one in more)]
        resolver.port = self.port
        resolver.timeout = resolver.lifetime = seconds
        resolver.search = [dns.name.from_text(search)] if search else []
        return resolver


@contextlib.contextmanager
def serving(handler: Handler, *, address: str = LOOPBACK, port: int = 0) -> Iterator[Served]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, port))
        served = Served(address, server.getsockname()[1])

        def loop() -> None:
            while True:
                data, peer = server.recvfrom(4096)
                if data == b"end":
                    return
                query = dns.message.from_wire(data)
                assert isinstance(query, dns.message.QueryMessage)
                question = query.question[0]
                served.asked.append(f"{question.name} {dns.rdatatype.to_text(question.rdtype)}")
                reply = handler(query)
                if reply is not None:
                    server.sendto(reply.to_wire(), peer)

        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        yield served
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ender:
            ender.sendto(b"end", (address, served.port))
        thread.join(PATIENCE)


def zone(records: Zone, *, ttl: int = 300) -> Handler:
    """Answers with authority: the chain of aliases as far as it is known, NXDOMAIN where it ends at nothing."""

    def handle(query: dns.message.QueryMessage) -> dns.message.Message:
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        question = query.question[0]
        name = question.name.to_text().rstrip(".").lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        while True:
            own = records.get(name)
            if own is None:
                reply.set_rcode(dns.rcode.NXDOMAIN)
                return reply
            alias = next((value for what, value in own if what == "CNAME"), "")
            if alias:
                reply.answer.append(dns.rrset.from_text(f"{name}.", ttl, "IN", "CNAME", f"{alias}."))
                name = alias
                continue
            values = [value for what, value in own if what == kind]
            if values:
                reply.answer.append(dns.rrset.from_text(f"{name}.", ttl, "IN", kind, *values))
            return reply

    return handle


def fails(code: dns.rcode.Rcode = dns.rcode.SERVFAIL) -> Handler:
    def handle(query: dns.message.QueryMessage) -> dns.message.Message:
        reply = dns.message.make_response(query)
        reply.set_rcode(code)
        return reply

    return handle


def silent(_query: dns.message.QueryMessage) -> None:
    """Hears the question and says nothing."""
