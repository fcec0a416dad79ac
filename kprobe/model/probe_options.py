"""How to knock."""

from __future__ import annotations

from msgspec import Struct


class ProbeOptions(Struct, frozen=True, kw_only=True, gc=False):
    """How to knock. Times in seconds; `rate` is new connections a second, half of them to one address, 0 for no limit.

    The defaults are for networks that somebody watches (docs/probing.md, "Manners"). A silent door takes a slot for
    `timeout`: `concurrency` is what keeps `rate` up where nothing answers.

    `allow` are CIDRs that may be knocked on although they are loopback, link-local or metadata addresses. `resolvers`
    are DNS servers (ADDRESS:PORT, IPv6 in brackets) to ask instead of the system's resolver; empty: the system's.
    """

    enabled: bool = True
    timeout: float = 2.0
    attempts: int = 3
    deadline: float = 120.0
    concurrency: int = 1024
    rate: float = 500.0
    allow: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
