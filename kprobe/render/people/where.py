"""The WHERE column: what a client would aim at."""

from __future__ import annotations

from kprobe.model.exposure import Entry, Exposure
from kprobe.render.contract.tally import port_text, socket_address
from kprobe.render.people.words import number

_USUAL = {"http": 80, "https": 443}
_SHORT = {"Service": "svc", "Deployment": "deploy", "StatefulSet": "sts", "DaemonSet": "ds", "ReplicaSet": "rs"}
_PLAIN = ("Ingress", "Pod", "Job", "CronJob")


def where(exposure: Exposure) -> str:
    """`https://shop.example.com/` for a host and path; `:30080 on 3 nodes`, `node2 :80`, `10.0.0.5:80` otherwise."""
    if exposure.kind == "ingress" or exposure.host is not None:
        return url("https" if exposure.tls else "http", exposure.host, exposure.path)
    if not exposure.port:
        return "of a number that is still to be chosen"
    port = f":{port_text(exposure.port, exposure.protocol)}"
    if not exposure.entries:
        return f"{port}, no address yet" if exposure.pending else f"{port}, no address"
    nodes = tuple(dict.fromkeys(entry.node for entry in exposure.entries if entry.node))
    count = len(nodes) + (exposure.left_out.nodes if exposure.left_out else 0)
    if nodes and count > 1:
        return f"{port} on {number(count)} nodes"
    if nodes:
        return f"{nodes[0]} {port}"
    if len(exposure.entries) == 1:
        return socket_address(exposure.entries[0])
    return f"{port} on {number(len({entry.address for entry in exposure.entries}))} addresses"


def url(scheme: str, host: str | None, path: str | None) -> str:
    """What a browser would be given; `*` stands for any host."""
    return f"{scheme}://{host or '*'}{path or '/'}"


def asked(entry: Entry) -> str:
    """The URL of an entry that is asked over HTTP, "" for a bare port."""
    if not entry.scheme:
        return ""
    host = entry.host or (f"[{entry.address}]" if ":" in entry.address else entry.address)
    usual = entry.port == _USUAL.get(entry.scheme)
    return url(entry.scheme, host if usual else f"{host}:{entry.port}", entry.path)


def asked_as(exposure: Exposure) -> str:
    """What `kprobe why` takes for it: `svc/shop/web`; its id where its source is of no kind that can be asked about."""
    source = exposure.source
    if source.kind not in _SHORT and source.kind not in _PLAIN:
        return exposure.id
    return f"{_SHORT.get(source.kind, source.kind.lower())}/{source.path}"
