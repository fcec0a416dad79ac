"""HAProxy in front of NodePorts: a frontend and a backend for each (HAProxy 2.2 and newer).

Written line by line: what stands in a section depends on the Service at nearly every line, which a template would say
in conditions of its own, and each value is escaped where it is put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kprobe.export.exporter import Exporter, Written
from kprobe.export.pools.wording import about, doubts, left_out, why_empty
from kprobe.export.text import bracketed, comment, header, identifier

if TYPE_CHECKING:
    from kprobe.export.exporter import Chosen, Origin, Wishes
    from kprobe.export.pools.pool import Pool

# In seconds: a node that does not answer twice in a row is left alone, which takes twice as long at most.
_EVERY, _FALL, _RISE = 2, 2, 2
_WORDS = 16  # a line has 64 words at most
_H2 = frozenset({"h2c", "grpc"})


def render(chosen: Chosen, wishes: Wishes, origin: Origin) -> Written:
    """Sections that need nothing of a `defaults` section, and that none can spoil."""
    from kprobe.export.pools.gather import pools  # noqa: PLC0415 - see Exporter

    found = pools(chosen, wishes)
    foreign = {p.exposure.id: f"HAProxy passes on no {p.protocol}; nginx does" for p in found if p.protocol != "TCP"}
    empty = {p.exposure.id: why_empty(p) for p in found if not p.servers}
    skipped = {**empty, **foreign}
    lines = [
        *header(
            origin,
            chosen.gaps,
            "HAProxy in front of NodePorts, at the nodes that should answer",
            "Check it:      haproxy -c -f FILE",
        )
    ]
    for pool in found:
        lines.append("")
        if pool.exposure.id in skipped:
            lines.append(comment(f"Not here: {pool.exposure.id}: {skipped[pool.exposure.id]}"))
        else:
            lines += _sections(pool, wishes)
    return Written(
        text="\n".join((*lines, "")),
        written=sum(p.exposure.id not in skipped for p in found),
        skipped=tuple(skipped.items()),
        remarks=tuple(line for p in found if p.exposure.id not in skipped for line in doubts(p)),
    )


def _sections(pool: Pool, wishes: Wishes) -> Iterator[str]:
    yield from about(pool)
    if pool.local and not wishes.standby:
        yield comment("With --standby the others are there as well, for the health check to find when they have one.")
    port = pool.listens_on(wishes)
    if port is not None:
        yield f"frontend {pool.name}"
        yield from (f"    {line}" for line in _frontend(pool, port))
        yield ""
    elif pool.admits:
        yield comment(f"loadBalancerSourceRanges is for your frontend to enforce: {' '.join(pool.admits)}")
    yield f"backend {pool.name}"
    yield from (f"    {line}" for line in _backend(pool, wishes))


def _frontend(pool: Pool, port: int) -> Iterator[str]:
    yield f"mode {_mode(pool)}"
    yield f"bind [::]:{port} v4v6" if pool.ipv6 else f"bind *:{port}"
    if pool.admits:
        yield comment("Who is let in, by loadBalancerSourceRanges:")
        for first in range(0, len(pool.admits), _WORDS):
            yield f"acl admitted src {' '.join(pool.admits[first : first + _WORDS])}"
        yield "tcp-request connection reject unless admitted"
    yield "timeout client 1m"
    if pool.http:
        yield "timeout http-request 10s"
        yield "timeout http-keep-alive 1m"
        yield "option forwardfor"
    yield f"default_backend {pool.name}"


def _backend(pool: Pool, wishes: Wishes) -> Iterator[str]:
    yield f"mode {_mode(pool)}"
    if pool.sticky:
        yield "balance source"
        yield "hash-type consistent"
    else:
        yield f"balance {'roundrobin' if pool.http else 'leastconn'}"
    yield "timeout connect 3s"
    yield "timeout queue 30s"
    yield "timeout server 1m"
    yield "timeout tunnel 1h"
    yield "retries 2"
    yield "option redispatch 1"
    yield from _check(pool, wishes)
    yield f"default-server inter {_EVERY}s fall {_FALL} rise {_RISE}"
    options = "".join(f" {word}" for word in _server_options(pool, wishes))
    for server in pool.servers:
        later = "  # no endpoint there now" if server.standby else ""
        yield f"server {identifier(server.node)} {bracketed(server.address)}:{pool.port} check{options}{later}"
    yield from left_out(pool)


def _check(pool: Pool, wishes: Wishes) -> Iterator[str]:
    """How a server is found alive: what the person asked for, what the service proxy says, or a connection alone."""
    if wishes.http_check:
        yield "option httpchk"
        yield f"http-check send meth GET uri {_quoted(wishes.http_check)} ver HTTP/1.1 hdr Host {_host(pool)}"
        yield "http-check expect status 200-399"
    elif pool.health_port is not None:
        yield comment(f"Service proxies say on port {pool.health_port} whether their node has an endpoint.")
        yield "option httpchk"
        yield f"http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host {_host(pool)}"
        yield "http-check expect status 200"
    else:
        if pool.health_doubt:
            yield comment(pool.health_doubt)
        yield "option tcp-check"


def _server_options(pool: Pool, wishes: Wishes) -> Iterator[str]:
    if wishes.http_check:
        if pool.tls:
            yield "check-ssl verify none"
    elif pool.health_port is not None:
        yield f"port {pool.health_port}"
    if pool.http and pool.application in _H2:
        yield "proto h2"
        if not wishes.http_check and pool.health_port is not None:
            yield "check-proto h1"
    if wishes.proxy_protocol:
        yield "send-proxy-v2"


def _mode(pool: Pool) -> str:
    return "http" if pool.http else "tcp"


def _host(pool: Pool) -> str:
    """A Host for health checks: HTTP/1.1 wants one, and which one applications expect is not known."""
    return identifier(f"{pool.exposure.source.name}.{pool.exposure.source.namespace}")


def _quoted(text: str) -> str:
    """One word of HAProxy's: in single quotes nothing has a meaning but the quote itself; %-signs are log formats'."""
    return "'" + text.replace("'", "'\\''") + "'"


EXPORTER = Exporter(
    slug="haproxy",
    summary="frontends and backends in front of NodePorts, with health checks",
    render=render,
    kinds=frozenset({"node-port"}),
    takes=frozenset({"listen", "mode", "addresses", "http_check", "proxy_protocol", "standby"}),
)
