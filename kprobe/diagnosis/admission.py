"""Whether this client's own addresses are among those that are let in."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

_INTERNAL = tuple(ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))


def internal(address: str) -> bool:
    """Whether an address is for private networks (RFC 1918, 6598, 4193), which the internet does not route."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip.version == n.version and ip in n for n in _INTERNAL)


def translated(mine: Iterable[str], target: str) -> bool:
    """Whether a private address of this client must become another one on its way to `target`, if that is public."""
    return not internal(target) and all(map(internal, mine))


def admitted(mine: Iterable[str], networks: Iterable[str]) -> bool:
    """Whether one of the addresses is in one of the networks (CIDRs; one that cannot be read has them all)."""
    return any(_within(a, n) for a in mine for n in networks)


def _within(address: str, network: str) -> bool:
    try:
        ip, net = ip_address(address), ip_network(network, strict=False)
    except ValueError:
        return True
    return ip.version == net.version and ip in net
