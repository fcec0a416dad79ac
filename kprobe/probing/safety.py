"""Which addresses are not knocked on unless somebody asks for it.

Whoever may create an Ingress or a DNS record may not steer the scanner to the machine it runs on, nor to a cloud's
metadata service. Judged on the very IP that is dialled, never on a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from kprobe.errors import UsageError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254",  # AWS, Azure, Google, OpenStack and most others
            "169.254.170.2",  # AWS container credentials
            "fd00:ec2::254",  # AWS over IPv6
            "fd20:ce::254",  # Google over IPv6
            "100.100.100.200",  # Alibaba
            "192.0.0.192",  # Oracle
            "168.63.129.16",  # Azure's platform channel
        ),
    )
)
_KEPT = 1 << 14  # a node's address is judged for each of its ports, and parsing one takes microseconds
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_V4_COMPATIBLE = ip_network("::/96")
_THIS_NETWORK = ip_network("0.0.0.0/8")
_BROADCAST = ip_address("255.255.255.255")


def parse_allow(values: Iterable[str]) -> tuple[str, ...]:
    """CIDRs or single addresses as `ProbeOptions.allow` wants them; raises UsageError for anything else."""
    allowed = []
    for value in values:
        try:
            allowed.append(str(ip_network(value.strip(), strict=False)))
        except ValueError:
            raise UsageError(
                f"{value!r} is neither an address nor a CIDR", hint="Write it like 127.0.0.0/8 or fd00::1."
            ) from None
    return tuple(allowed)


@lru_cache(maxsize=_KEPT)
def refusal(address: str, allow: tuple[str, ...]) -> str:
    """Why `address` (an IP) may not be knocked on; "" where it may. `allow` are CIDRs that may be all the same."""
    try:
        asked = ip_address(address)
    except ValueError:
        return f"{address} is not an IP address"
    real = unwrapped(asked)
    if any(ip in network for network in _networks(allow) for ip in (asked, real)):
        return ""
    kind = _kind(real)
    if not kind:
        return ""
    inside = "" if real == asked else f" ({real} inside)"
    return f"{asked}{inside} is {kind}; --allow-address {asked} allows it"


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address only wraps (mapped, compatible, 6to4, NAT64), or `address` itself."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is not None:
        return inner
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _V4_COMPATIBLE and int(address) > 1:
        return IPv4Address(int(address))
    return address


def _kind(address: Address) -> str:
    bare = IPv6Address(int(address)) if isinstance(address, IPv6Address) else address  # without a %zone
    if bare in _METADATA:
        return "a cloud metadata address"
    if bare.is_unspecified or bare in _THIS_NETWORK:
        return "an unspecified address"
    if bare.is_loopback:
        return "a loopback address"
    if bare.is_link_local:
        return "a link-local address"
    if bare.is_multicast:
        return "a multicast address"
    if bare == _BROADCAST:
        return "the broadcast address"
    return ""


@lru_cache(maxsize=16)
def _networks(allow: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(cidr, strict=False) for cidr in allow)
