"""What a name resolves to for a client on this machine, and what other servers say of it (split DNS).

The hosts file comes first, then DNS by kprobe's own hand, which tells the chain and who answered. Where this machine
is configured to ask something else, and wherever DNS has no address, its own resolver has the last word: a name that
any program here can resolve is never said not to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import dns.resolver
from msgspec.structs import replace

from kprobe.model.probe import Lookup, OtherAnswer, ResolutionFacts
from kprobe.probing.dns_query import PATIENCE, one_server, query, servers_of, system_servers
from kprobe.probing.resolution import OWN_TROUBLE, Resolution, resolution
from kprobe.probing.system_names import HOSTS, NAME_SERVICE, ask_system, hosts_file, only_hosts_and_dns

COMPARING = 2.0
"""Seconds that a server gets whose answer is wanted only for comparison."""
ENOUGH = 6.0
"""Seconds after which nothing is compared any more: the answer itself must not come too late."""
_SYSTEM = "system"


class Names:
    """Looks names up. `servers` (ADDRESS:PORT) are asked instead of the system's, where there are any."""

    def __init__(
        self,
        servers: Iterable[str] = (),
        *,
        hosts: Path = HOSTS,
        name_service: Path = NAME_SERVICE,
        configured: Callable[[], dns.resolver.Resolver | None] = system_servers,
        system: Callable[[str], Resolution] = ask_system,
    ) -> None:
        self._hosts = hosts_file(hosts)
        self._name_service = name_service
        self._configured = configured()
        self._system = system
        self._asked = tuple(servers)
        self._deaf: set[str] = set()

    def look_up(self, name: str) -> Resolution:
        """All addresses of `name`, where they come from, and who says otherwise."""
        started = time.monotonic()
        if self._asked:
            return self._by_servers(name)
        if only_hosts_and_dns(name, self._name_service):
            if known := self._hosts.get(name.lower()):
                return resolution(ResolutionFacts(source="hosts", outcome=Lookup.FOUND, addresses=known))
            return self._by_dns(name, started)
        return self._by_system(name)

    def _by_servers(self, name: str) -> Resolution:
        """The first server that has an address has it; the system's own answer is one of those that may differ."""
        told = [query(name, one_server(server, self._configured, lifetime=PATIENCE)) for server in self._asked]
        best = next((facts for facts in told if facts.outcome is Lookup.FOUND), None)
        best = best or next((facts for facts in told if facts.outcome not in OWN_TROUBLE), told[0])
        others = [_other(facts) for facts in told if facts is not best]
        system = self._system(name)
        if system.facts is not None:
            others.append(_other(system.facts, _SYSTEM))
        return resolution(_compared(best, others))

    def _by_dns(self, name: str, started: float) -> Resolution:
        if self._configured is None:
            return self._system(name)
        facts = query(name, self._configured)
        if facts.outcome is not Lookup.FOUND and facts.outcome is not Lookup.NO_ANSWER:
            system = self._system(name)
            if system.addresses:
                return _with(system, facts)
        others = []
        for server in servers_of(self._configured):
            if server in {facts.server, *self._deaf} or time.monotonic() - started > ENOUGH:
                continue
            said = query(name, one_server(server, self._configured, lifetime=COMPARING))
            if said.outcome is Lookup.NO_ANSWER:
                self._deaf.add(server)
            others.append(_other(said))
        return resolution(_compared(facts, others))

    def _by_system(self, name: str) -> Resolution:
        system = self._system(name)
        if system.facts is not None and system.facts.outcome is Lookup.NO_ANSWER:
            return system
        return system if self._configured is None else _with(system, query(name, self._configured))


def _with(system: Resolution, told: ResolutionFacts) -> Resolution:
    """The system's answer; DNS's evidence where it says the same, and DNS as another voice where it does not."""
    if system.facts is None:
        return system
    if system.facts.outcome is told.outcome and set(system.addresses) == set(told.addresses):
        return resolution(replace(told, addresses=system.addresses))
    return replace(system, facts=_compared(system.facts, [_other(told)]))


def _other(facts: ResolutionFacts, server: str = "") -> OtherAnswer:
    return OtherAnswer(server=server or facts.server or "DNS", outcome=facts.outcome, addresses=facts.addresses)


def _compared(facts: ResolutionFacts, others: Iterable[OtherAnswer]) -> ResolutionFacts:
    """`facts` with those that answered otherwise; a server that gave no answer says nothing."""
    differ = tuple(
        other
        for other in others
        if other.outcome not in OWN_TROUBLE
        and (other.outcome is not facts.outcome or set(other.addresses) != set(facts.addresses))
    )
    return replace(facts, elsewhere=differ)
