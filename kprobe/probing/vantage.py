"""Where the probe stands: outside, on a node, in a pod.

On a node and in a pod other rules are taken than from outside (rows PX-20, PX-21), so the report says where it stood. A
proxy of the environment is nowhere used: its answers would be its own (PX-24).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path

from kprobe.model.report import Vantage, VantageKind

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_ANYWHERE = ("192.0.2.1", "2001:db8::1")  # RFC 5737 and 3849: nobody's, good for asking the routing table
_DISCARD = 9


def stand(
    node_addresses: Iterable[tuple[str, str]],
    pod_addresses: Iterable[str],
    *,
    service_account: Path = SERVICE_ACCOUNT,
) -> Vantage:
    """Tell where this machine is, from `node_addresses` (node, address) and the pods' own addresses. Sends nothing.

    A machine that owns a node's address is that node, even inside a pod (hostNetwork); loopback proves nothing.
    """
    sources: dict[str, None] = {}
    known = False
    for node, address in node_addresses:
        known = True
        source = source_towards(address)
        if not source:
            continue
        if source == _plain(address) and not ip_address(source).is_loopback:
            return Vantage(
                kind=VantageKind.NODE, addresses=_own(sources | {source: None}), detail=f"this machine is node {node}"
            )
        sources[source] = None
    addresses = _own(sources)
    own = frozenset(addresses)
    # Of an IPv4 address there is one spelling, so that not every pod's need be taken apart.
    held = {plain for a in pod_addresses if (plain := _plain(a) if ":" in a else a) in own}
    in_pod = next((address for address in addresses if address in held), "")
    if in_pod:
        return Vantage(kind=VantageKind.POD, addresses=addresses, detail=f"{in_pod} is the address of a pod")
    if service_account.is_dir():
        return Vantage(kind=VantageKind.POD, addresses=addresses, detail="a service account is mounted here")
    if sources:
        return Vantage(kind=VantageKind.OUTSIDE, addresses=addresses)
    why = "no route from here to any node" if known else "no node's address is known"
    return Vantage(kind=VantageKind.UNKNOWN, addresses=addresses, detail=why)


def own_addresses(towards: Iterable[str]) -> tuple[str, ...]:
    """This machine's addresses, as far as it would use them for these and for the world; sends nothing."""
    return _own({source: None for address in towards if (source := source_towards(address))})


def source_towards(address: str) -> str:
    """The source address that this machine would use towards `address` (an IP), "" without a route to it."""
    plain = _plain(address)
    if not plain:
        return ""
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    try:
        # A socket each: one that is connected again keeps the source that it had.
        with socket.socket(family, socket.SOCK_DGRAM) as asker:
            asker.connect((plain, _DISCARD))
            return _plain(asker.getsockname()[0])
    except OSError:
        return ""


def _own(sources: dict[str, None]) -> tuple[str, ...]:
    everywhere = dict.fromkeys(source for address in _ANYWHERE if (source := source_towards(address)))
    return tuple(sources | everywhere)


def _plain(address: str) -> str:
    """In the one spelling that there is of it, "" for anything else."""
    try:
        if ":" in address:
            return str(ip_address(address))
        socket.inet_pton(socket.AF_INET, address)  # there is one spelling, and a big cluster has thousands of them
    except (OSError, ValueError):
        return ""
    return address
