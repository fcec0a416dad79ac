"""IP addresses: families and how far away they can be reached."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from kprobe.model.exposure import Scope
from kprobe.model.objects.meta import Annotations

# Each node's address is asked about for each of its ports, and reading one takes microseconds.
_KEPT = 1 << 14
_CARRIER_NAT = ipaddress.ip_network("100.64.0.0/10")


@lru_cache(maxsize=_KEPT)
def ip_of(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, None for a name."""
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


@lru_cache(maxsize=_KEPT)
def family(address: str) -> str:
    """`IPv4`, `IPv6` as Kubernetes spells them, or "" for a name."""
    ip = ip_of(address)
    return f"IPv{ip.version}" if ip else ""


def is_loopback(address: str) -> bool:
    """Whether an address, or the name localhost, is a machine's own."""
    ip = ip_of(address)
    return ip.is_loopback if ip else address == "localhost"


def is_unspecified(address: str) -> bool:
    """Whether an address stands for every one of its family: `0.0.0.0` or `::`."""
    ip = ip_of(address)
    return ip is not None and ip.is_unspecified


def is_link_local(address: str) -> bool:
    """Whether an address exists on one link only, as node-local-dns's own does."""
    ip = ip_of(address)
    return ip is not None and ip.is_link_local


@lru_cache(maxsize=_KEPT)
def scope_of(address: str) -> Scope:
    """Judged by the address alone; a host name proves nothing."""
    ip = ip_of(address)
    if ip is None:
        return Scope.UNKNOWN
    if ip.is_loopback:
        return Scope.LOOPBACK
    if ip.version == 4 and ip in _CARRIER_NAT:
        return Scope.PRIVATE
    return Scope.INTERNET if ip.is_global else Scope.PRIVATE


def widest(scopes: Iterable[Scope]) -> Scope:
    """The farthest of several; unknown where there is none."""
    order = (Scope.INTERNET, Scope.UNKNOWN, Scope.PRIVATE, Scope.LOOPBACK)
    return min(scopes, key=order.index, default=Scope.UNKNOWN)


def declared_internal(annotations: Annotations | None) -> bool:
    """Whether a provider's annotation asks for a load balancer that the internet cannot reach."""
    if annotations is None:
        return False
    return (
        annotations.aws_scheme == "internal"
        or annotations.alb_scheme == "internal"
        or (annotations.aws_internal or "").lower() in {"true", "0.0.0.0/0"}
        or (annotations.azure_internal or "").lower() == "true"
        or (annotations.openstack_internal or "").lower() == "true"
        or (annotations.gke_type or annotations.gke_old_type or "").lower() == "internal"
    )
