"""Reads what a person typed after `kprobe why`; knows nothing of any cluster."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from kprobe.errors import UsageError
from kprobe.lookup.asked import AddressAsked, Asked, IdAsked, NameAsked, ObjectAsked, UrlAsked
from kprobe.lookup.kinds import CLUSTER_SCOPED, kind_of
from kprobe.model.exposure import Protocol

EXAMPLES = (
    "svc/shop/web, deploy/web -n shop, pod/shop/web-1, ingress/shop/front, node/node1, "
    "https://shop.example.com/cart, shop.example.com, 192.0.2.11:30080, node1:30080"
)
_HINT = f"Ask about one of: {EXAMPLES}"
_EXPOSURE_KINDS = frozenset({"host-network", "host-port", "node-port", "load-balancer", "external-ip"})
_FINDING = re.compile(r"KP\d{3}")
_OWN = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "::"})  # noqa: S104  # what is refused, not a bind


def parse(text: str, namespace: str | None = None) -> Asked:
    """What `text` asks about; `namespace` is that of `-n`, None where it was not given.

    Raises UsageError, with examples as its hint, for what cannot be a target.
    """
    given = text.strip()
    if not given:
        raise UsageError("no target was given", hint=_HINT)
    if any(c.isspace() or not c.isprintable() for c in given):
        raise UsageError(f"{given!r} is not one target: write it without blanks, as kind/name", hint=_HINT)
    if "://" in given:
        return _url(given)
    if (address := _address(given)) is not None:
        return address
    if "/" in given:
        return _path(given, namespace)
    if ":" in given:
        name, port, protocol = _with_port(given)
        return AddressAsked(address=_outside(name), port=port, protocol=protocol)
    if "." in given:
        return NameAsked(host=given.rstrip(".").lower(), namespace=namespace)
    return ObjectAsked(kind="", namespace=namespace, name=_outside(given))


def _url(given: str) -> UrlAsked:
    scheme = given.partition("://")[0].lower()
    if scheme not in {"http", "https"}:
        raise UsageError(
            f"{scheme}:// is not a scheme that kprobe asks for", hint="Write http://…, https://… or ip:port."
        )
    split, port = _split(given)
    if split.username is not None:
        raise UsageError(
            "a URL with a user name or password is not asked for", hint="Leave out what stands before the @."
        )
    if not split.hostname:
        raise UsageError(f"{given!r} names no host", hint=_HINT)
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return UrlAsked(scheme=scheme, host=_outside(split.hostname.rstrip(".")), port=port, path=path)


def _split(given: str) -> tuple[SplitResult, int | None]:
    try:
        split = urlsplit(given)
        port = split.port
    except ValueError as error:
        raise UsageError(f"{given!r} is not a URL: {error}", hint=_HINT) from None
    if port == 0:
        raise UsageError("0 is not a port", hint=_HINT)
    return split, port


def _address(given: str) -> AddressAsked | None:
    """An IP, alone or with a port; IPv6 with a port in brackets."""
    if given.startswith("["):
        host, bracket, rest = given[1:].partition("]")
        if not bracket or not _is_ip(host) or (rest and not rest.startswith(":")):
            raise UsageError(f"{given!r} is not an address in brackets", hint="Write [2001:db8::11]:30080.")
        if not rest:
            return AddressAsked(address=_outside(host), port=None)
        _, port, protocol = _with_port(f"x{rest}")
        return AddressAsked(address=_outside(host), port=port, protocol=protocol)
    if _is_ip(given):
        return AddressAsked(address=_outside(given), port=None)
    head, colon, _ = given.partition(":")
    if colon and _is_ip(head):
        _, port, protocol = _with_port(given)
        return AddressAsked(address=_outside(head), port=port, protocol=protocol)
    return None


def _with_port(given: str) -> tuple[str, int, Protocol | None]:
    """`name:30080` or, where it matters, `name:53/udp`."""
    name, _, rest = given.partition(":")
    number, slash, word = rest.partition("/")
    protocol = next((p for p in Protocol if p.value == word.upper()), None)
    if not name or not number.isascii() or not number.isdigit() or (slash and protocol is None):
        raise UsageError(f"{given!r} is not an address and a port", hint="Write 192.0.2.11:30080 or node1:53/udp.")
    if not 0 < int(number) < 65536:
        raise UsageError(f"{number} is not a port: ports are 1 to 65535", hint=_HINT)
    return name, int(number), protocol


def _path(given: str, namespace: str | None) -> Asked:
    parts = given.split("/")
    first = parts[0]
    if (first in _EXPOSURE_KINDS and len(parts) > 2) or (first == "ingress" and len(parts) > 3):
        return IdAsked(id=given)
    if _FINDING.fullmatch(first.upper()):
        return _finding(given, parts)
    kind = kind_of(first)
    if kind is None and ":" in first and parts[1:] and parts[1].upper() in {p.value for p in Protocol}:
        name, number, protocol = _with_port(given)
        return AddressAsked(address=_outside(name), port=number, protocol=protocol)
    if kind is None and ("." in first or ":" in first):
        split, number_or_none = _split(f"//{given}")
        path = (split.path or "/") + (f"?{split.query}" if split.query else "")
        return UrlAsked(scheme="", host=_outside(split.hostname or first), port=number_or_none, path=path)
    if not all(parts):
        raise UsageError(f"{given!r} has an empty part", hint=_HINT)
    last, port_text = _tail(parts[-1], given)
    names = [*parts[1:-1], last] if kind is not None else [*parts[:-1], last]
    if len(names) > 2:
        raise UsageError(f"{given!r} has too many parts; no such kind of object: {first}", hint=_HINT)
    if len(names) == 1:
        where = namespace
    elif kind in CLUSTER_SCOPED:
        raise UsageError(f"a {kind} is in no namespace: write {first}/{last}", hint=_HINT)
    else:
        where = names[0]
        if namespace is not None and namespace != where:
            raise UsageError(
                f"{given!r} is in namespace {where}, but -n says {namespace}", hint="Leave out one of them."
            )
    return ObjectAsked(kind=kind or "", namespace=None if kind in CLUSTER_SCOPED else where, name=last, port=port_text)


def _tail(text: str, given: str) -> tuple[str, int | str | None]:
    name, colon, port = text.partition(":")
    if not colon:
        return text, None
    if not name or not port:
        raise UsageError(f"{given!r} has an empty name or port", hint=_HINT)
    if port.isascii() and port.isdigit():
        if not 0 < int(port) < 65536:
            raise UsageError(f"{port} is not a port: ports are 1 to 65535", hint=_HINT)
        return name, int(port)
    return name, port


def _finding(given: str, parts: list[str]) -> ObjectAsked:
    """`KP301/Service/shop/web`: the object that the finding is about; what follows its name tells findings apart."""
    kind = kind_of(parts[1]) if len(parts) > 1 else None
    needed = 3 if kind in CLUSTER_SCOPED else 4
    if kind is None or len(parts) < needed or not all(parts[:needed]):
        raise UsageError(f"{given!r} is not a finding's id about an object that can be asked about", hint=_HINT)
    namespace = None if kind in CLUSTER_SCOPED else parts[2]
    return ObjectAsked(kind=kind, namespace=namespace, name=parts[needed - 1])


def _outside(host: str) -> str:
    """`host`, unless it is this machine's own: what answers there is not the cluster as a client outside sees it."""
    lowered = host.lower().rstrip(".")
    if lowered in _OWN or lowered.endswith(".localhost"):
        raise UsageError(
            f"{host} is this machine's own address: what answers there says nothing about the cluster",
            hint="Ask for a node's address, a load balancer's, or the name that clients use.",
        )
    return host


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text
