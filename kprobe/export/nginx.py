"""nginx in front of NodePorts: an upstream and a server for each, for stream {} or http {} (nginx 1.9.13 and newer).

Line by line for the reasons that `export/haproxy.py` gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kprobe.errors import UsageError
from kprobe.export.exporter import Exporter, Written
from kprobe.export.pools.wording import about, doubts, left_out, why_empty
from kprobe.export.text import bracketed, comment, header

if TYPE_CHECKING:
    from kprobe.export.exporter import Chosen, Origin, Wishes
    from kprobe.export.pools.pool import Pool

_SPOKEN = frozenset({"", "websocket"})
"""What http {} can pass on; HTTP/2 to a server is known to nginx for gRPC alone, and there in two ways by version."""
_CONTEXTS = {
    "stream": "This belongs into stream {}, which stands beside http {} (ngx_stream_core_module).",
    "http": "This belongs into http {}, as files in conf.d/ mostly do.",
}


def render(chosen: Chosen, wishes: Wishes, origin: Origin) -> Written:
    """One file for one context; raises UsageError where both would be needed."""
    from kprobe.export.pools.gather import pools  # noqa: PLC0415 - see Exporter

    found = pools(chosen, wishes)
    foreign = {p.exposure.id: f"nginx passes on no {p.protocol}" for p in found if p.protocol not in {"TCP", "UDP"}}
    empty = {p.exposure.id: why_empty(p) for p in found if not p.servers}
    skipped = {**empty, **foreign}
    written = tuple(p for p in found if p.exposure.id not in skipped)
    context = _the_context(written, wishes)
    lines = [
        *header(
            origin,
            chosen.gaps,
            "nginx in front of NodePorts, at the nodes that should answer",
            "Check it:      nginx -t, once it is included",
            _CONTEXTS[context],
            "Open source nginx has no active health checks: where two clients failed, nobody is sent for 10 s.",
        )
    ]
    for pool in found:
        lines.append("")
        if pool.exposure.id in skipped:
            lines.append(comment(f"Not here: {pool.exposure.id}: {skipped[pool.exposure.id]}"))
        else:
            lines += _blocks(pool, wishes, context)
    return Written(
        text="\n".join((*lines, "")),
        written=len(written),
        skipped=tuple(skipped.items()),
        remarks=tuple(line for p in written for line in doubts(p)),
    )


def _the_context(written: tuple[Pool, ...], wishes: Wishes) -> str:
    by_context: dict[str, list[str]] = {}
    for pool in written:
        by_context.setdefault(_context(pool, wishes), []).append(pool.exposure.id)
    if len(by_context) > 1:
        raise UsageError(
            f"{by_context['http'][0]} belongs into http {{}}, and {by_context['stream'][0]} into stream {{}}: "
            "one file cannot be for both",
            hint="Write a file for each, or all into stream {} by --mode tcp.",
        )
    return next(iter(by_context), "stream")


def _context(pool: Pool, wishes: Wishes) -> str:
    """Only stream {} sends the PROXY protocol."""
    return "http" if pool.http and pool.application in _SPOKEN and not wishes.proxy_protocol else "stream"


def _blocks(pool: Pool, wishes: Wishes, context: str) -> Iterator[str]:
    yield from about(pool)
    yield f"upstream {pool.name} {{"
    yield from (f"    {line}" for line in _upstream(pool, context))
    yield "}"
    port = pool.listens_on(wishes)
    if port is not None:
        yield "server {"
        yield from (f"    {line}" for line in _server(pool, wishes, context, port))
        yield "}"
    elif pool.admits:
        yield comment(f"loadBalancerSourceRanges is for your server {{}} to enforce: {' '.join(pool.admits)}")


def _upstream(pool: Pool, context: str) -> Iterator[str]:
    if pool.sticky:
        yield "hash $remote_addr consistent;"
    elif context == "stream":
        yield "least_conn;"
    for server in pool.servers:
        place = f"{bracketed(server.address)}:{pool.port}"
        yield f"server {place} max_fails=2 fail_timeout=10s;  {comment(server.node)}"
    yield from left_out(pool)
    if context == "http" and pool.application != "websocket":
        yield "keepalive 16;"


def _server(pool: Pool, wishes: Wishes, context: str, port: int) -> Iterator[str]:
    udp = " udp" if pool.protocol == "UDP" else ""
    if context == "http":
        yield comment("Without a server_name it takes what no other server {} of this port does.")
    yield f"listen {port}{udp};"
    if pool.ipv6:
        yield f"listen [::]:{port}{udp};"
    if pool.admits:
        yield comment("loadBalancerSourceRanges")
        yield from (f"allow {network};" for network in pool.admits)
        yield "deny all;"
    yield from (_pages(pool) if context == "http" else _connections(pool, wishes))


def _pages(pool: Pool) -> Iterator[str]:
    upgraded = pool.application == "websocket"
    yield "location / {"
    yield f"    proxy_pass http://{pool.name};"
    yield "    proxy_http_version 1.1;"
    if upgraded:
        yield "    proxy_set_header Upgrade $http_upgrade;"
    yield f'    proxy_set_header Connection "{"upgrade" if upgraded else ""}";'
    yield "    proxy_set_header Host $host;"
    yield "    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
    yield "    proxy_set_header X-Forwarded-Proto $scheme;"
    yield "    proxy_connect_timeout 3s;"
    yield f"    proxy_read_timeout {'1h' if upgraded else '1m'};"
    yield "}"


def _connections(pool: Pool, wishes: Wishes) -> Iterator[str]:
    yield f"proxy_pass {pool.name};"
    yield "proxy_connect_timeout 3s;"
    yield f"proxy_timeout {'30s' if pool.protocol == 'UDP' else '1h'};"
    if wishes.proxy_protocol and pool.protocol == "TCP":
        yield "proxy_protocol on;"
    elif wishes.proxy_protocol:
        yield comment("No PROXY protocol: nginx sends none over UDP.")


EXPORTER = Exporter(
    slug="nginx",
    summary="upstreams and servers in front of NodePorts, for stream {} or http {}",
    render=render,
    kinds=frozenset({"node-port"}),
    takes=frozenset({"listen", "mode", "addresses", "proxy_protocol"}),
)
