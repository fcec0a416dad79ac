"""How the rules name ways in."""

from __future__ import annotations

from kprobe.model.exposure import Exposure, Protocol, Scope

SCOPES = {
    Scope.INTERNET: "open to the internet",
    Scope.PRIVATE: "open on a private address",
    Scope.LOOPBACK: "open on a loopback address",
    Scope.UNKNOWN: "open",
}


def way(exposure: Exposure) -> str:
    """`node-port 30080 of Service shop/web`, `ingress https://shop.example.com/ of Ingress shop/front`."""
    if exposure.host is not None or exposure.path is not None:
        place = f"{'https' if exposure.tls else 'http'}://{exposure.host or '*'}{exposure.path or '/'}"
    else:
        place = str(exposure.port) if exposure.protocol is Protocol.TCP else f"{exposure.port}/{exposure.protocol}"
    return f"{exposure.kind} {place} of {exposure.source}"


def few(texts: tuple[str, ...], most: int = 4) -> str:
    """`a, b`; beyond `most`: `a, b, c, d and 3 more`."""
    more = len(texts) - most
    return f"{', '.join(texts[:most])} and {more} more" if more > 0 else ", ".join(texts)
