"""Which ports speak HTTP, as far as names and declarations tell."""

from __future__ import annotations

from kprobe.model.objects.service import ServicePort

# Not http2 and h2c: what speaks HTTP/2 without TLS hangs up on an HTTP/1.1 request.
_HTTP = {"http", "web", "http-web", "kubernetes.io/ws", "ws"}
_HTTPS = {"https", "websecure", "kubernetes.io/wss", "wss"}


def scheme_of(port: ServicePort) -> str:
    """`http`, `https`, or "" where neither the name, appProtocol nor the well-known number says so (Service API)."""
    return scheme_by(port.app_protocol or port.name, port.port, port.protocol)


def scheme_by(name: str, number: int, protocol: str) -> str:
    """The same from a name and a number alone."""
    if protocol != "TCP":
        return ""
    if name in _HTTPS or name.startswith("https-"):
        return "https"
    if name in _HTTP or name.startswith("http-"):
        return "http"
    return {80: "http", 443: "https"}.get(number, "")
