"""Asks DNS servers for the addresses of a name (dnspython): every A and AAAA, the CNAME chain, who answered."""

from __future__ import annotations

from typing import Literal

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
from msgspec.structs import replace

from kprobe.model.probe import Lookup, ResolutionFacts
from kprobe.probing.dns_servers import server_parts, server_text

PATIENCE = 4.0
"""Seconds for one try at one server; resolv.conf's own, or glibc's 5 s, is no better: A and AAAA go one by one."""
LIFETIME = 8.0
"""Seconds for a name and type, over all tries."""
_DNS: Literal["dns"] = "dns"


def system_servers() -> dns.resolver.Resolver | None:
    """The servers, search list and ndots of resolv.conf; None where there are none."""
    try:
        resolver = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError, ValueError):
        return None
    resolver.timeout = PATIENCE
    resolver.lifetime = LIFETIME
    return resolver


def servers_of(resolver: dns.resolver.Resolver) -> tuple[str, ...]:
    """Its servers as ADDRESS:PORT."""
    return tuple(server_text(str(server), resolver.port) for server in resolver.nameservers)


def one_server(server: str, like: dns.resolver.Resolver | None, *, lifetime: float = LIFETIME) -> dns.resolver.Resolver:
    """Asks `server` (ADDRESS:PORT) alone, with the search list of `like`."""
    resolver = dns.resolver.Resolver(configure=False)
    address, port = server_parts(server)
    resolver.nameservers = [address]
    resolver.port = port
    resolver.timeout = min(PATIENCE, lifetime)
    resolver.lifetime = lifetime
    if like is not None:
        resolver.search, resolver.domain, resolver.ndots = like.search, like.domain, like.ndots
    return resolver


def query(name: str, resolver: dns.resolver.Resolver) -> ResolutionFacts:
    """All addresses of `name`, IPv4 first. One family that fails does not spoil the other."""
    four = _asked(name, "A", resolver)
    if four.outcome in {Lookup.NO_SUCH_NAME, Lookup.NO_ANSWER}:  # there is nothing, or nobody, to ask again
        return four
    six = _asked(name, "AAAA", resolver)
    if four.outcome is Lookup.FOUND and six.outcome is Lookup.FOUND:
        ttl = min(t for t in (four.ttl, six.ttl) if t is not None)
        return replace(four, addresses=four.addresses + six.addresses, ttl=ttl)
    if four.outcome is Lookup.FOUND:
        return four
    # With "no address" in one family and a failure in the other, whether there is any is not known.
    return four if six.outcome is Lookup.NO_ADDRESS else six


def _asked(name: str, kind: str, resolver: dns.resolver.Resolver) -> ResolutionFacts:
    servers = servers_of(resolver)
    sole = servers[0] if len(servers) == 1 else ""
    try:
        answer = resolver.resolve(name, kind, search=True, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN as error:
        return ResolutionFacts(source=_DNS, outcome=Lookup.NO_SUCH_NAME, server=sole, aliases=_dead_end(error))
    except dns.resolver.NoNameservers:  # each failed, or refused
        return ResolutionFacts(source=_DNS, outcome=Lookup.SERVER_FAILED, server=sole)
    except dns.exception.Timeout:
        return ResolutionFacts(source=_DNS, outcome=Lookup.NO_ANSWER, server=sole)
    except (dns.exception.DNSException, OSError, ValueError):
        return ResolutionFacts(source=_DNS, outcome=Lookup.SERVER_FAILED, server=sole)
    addresses = tuple(str(item.address) for item in answer.rrset or () if item.rdtype == dns.rdatatype.from_text(kind))
    return ResolutionFacts(
        source=_DNS,
        outcome=Lookup.FOUND if addresses else Lookup.NO_ADDRESS,
        server=server_text(str(answer.nameserver), answer.port or resolver.port),
        aliases=_aliases(answer.response),
        ttl=answer.chaining_result.minimum_ttl if addresses else None,
        addresses=addresses,
    )


def _dead_end(error: dns.resolver.NXDOMAIN) -> tuple[str, ...]:
    """The CNAME chain that ends at nothing, of whichever form of the name has one."""
    chains = (_aliases(response) for response in error.kwargs["responses"].values())
    return next(filter(None, chains), ())


def _aliases(response: dns.message.Message) -> tuple[str, ...]:
    if not isinstance(response, dns.message.QueryMessage):
        return ()
    try:
        chain = response.resolve_chaining()
    except dns.exception.DNSException:
        return ()
    return tuple(str(item.target).rstrip(".") for rrset in chain.cnames for item in rrset)
