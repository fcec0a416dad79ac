"""What the comments above a pool say, whatever program it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kprobe.export.text import bracketed, comment, listed

if TYPE_CHECKING:  # exporters are loaded for their names alone
    from kprobe.export.pools.pool import Absent, Pool


def about(pool: Pool) -> Iterator[str]:
    """Which Service it is, and what to know of it."""
    exposure = pool.exposure
    named = f" ({pool.port_name})" if pool.port_name else ""
    policy = "Local" if pool.local else "Cluster"
    yield comment(
        f"{exposure.source}, port {exposure.service_port}/{pool.protocol}{named}: "
        f"NodePort {pool.port}, externalTrafficPolicy {policy}"
    )
    if pool.tls:
        yield comment("TLS is passed on as it is: the certificate is that of the application.")
    if pool.local and not any(server.standby for server in pool.servers):
        yield comment("Only nodes with an endpoint take it: make this anew when pods have come to other nodes.")
    if pool.sticky:
        yield comment(
            "sessionAffinity ClientIP: to the service proxies all clients have the address of what stands here, so "
            "that each is bound to a node instead."
        )


def left_out(pool: Pool) -> Iterator[str]:
    """The nodes that are not in it, by reason."""
    by_reason: dict[str, list[Absent]] = {}
    for one in pool.absent:
        by_reason.setdefault(one.reason, []).append(one)
    for reason, nodes in by_reason.items():
        yield from listed(f"left out ({reason})", (f"{n.node} {bracketed(n.address)}" for n in nodes))


def doubts(pool: Pool) -> Iterator[str]:
    """What to tell a person who does not read the file: nodes that are left out though nobody asked for that."""
    by_reason: dict[str, list[str]] = {}
    for one in pool.absent:
        if not one.by_intent:
            by_reason.setdefault(one.reason, []).append(one.node)
    for reason, nodes in by_reason.items():
        named = ", ".join(nodes[:3]) + (f" and {len(nodes) - 3} more" if len(nodes) > 3 else "")
        yield f"{pool.exposure.id}: {named} left out: {reason}"


def why_empty(pool: Pool) -> str:
    """Why there is no node to send to."""
    reasons = list(dict.fromkeys(one.reason for one in pool.absent)) or [pool.exposure.pending]
    more = f", or otherwise ({len(reasons) - 1} more reasons)" if len(reasons) > 1 else ""
    return f"no node should answer: {reasons[0]}{more}"
