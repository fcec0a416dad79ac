"""What a port speaks, as far as its name, appProtocol and number declare it.

`scheme_of` says whether it is asked over HTTP, `application_of` what more is known: the datagram that a UDP service of
that kind answers, or the kind of HTTP that it is.
"""

from __future__ import annotations

import re

from kprobe.model.objects.service import ServicePort

_HTTP = {"http", "web", "http-web", "kubernetes.io/ws", "ws", "kubernetes.io/h2c", "h2c", "grpc"}
_HTTPS = {"https", "websecure", "kubernetes.io/wss", "wss", "grpcs"}

# Over TCP: appProtocol (KEP-3726 and the Service API) or, by convention, the beginning of a port's name.
_OVER_HTTP = {
    "kubernetes.io/h2c": "h2c",
    "h2c": "h2c",
    "kubernetes.io/ws": "websocket",
    "kubernetes.io/wss": "websocket",
    "ws": "websocket",
    "wss": "websocket",
    "grpc": "grpc",
    "grpcs": "grpc",
}

# Over UDP: one word of the name or appProtocol, else the number that IANA gave it, of the Service or the container.
_BY_WORD = {
    "dns": "dns",
    "domain": "dns",
    "ntp": "ntp",
    "stun": "stun",
    "turn": "stun",
    "quic": "quic",
    "http3": "quic",
    "h3": "quic",
    "https": "quic",
    "websecure": "quic",
    "snmp": "snmp",
    "sip": "sip",
    "coap": "coap",
    "memcached": "memcached",
    "gtpu": "gtp",
    "pfcp": "pfcp",
}
_BY_NUMBER = {
    53: "dns",
    123: "ntp",
    161: "snmp",
    443: "quic",
    2152: "gtp",
    3478: "stun",
    5060: "sip",
    5683: "coap",
    8805: "pfcp",
    11211: "memcached",
}


def scheme_of(port: ServicePort) -> str:
    """`http`, `https`, or "" where neither the name, appProtocol nor the well-known number says so (Service API)."""
    return scheme_by(port.app_protocol or port.name, port.port, port.protocol)


def scheme_by(name: str, number: int, protocol: str) -> str:
    """The same from a name and a number alone."""
    if protocol != "TCP":
        return ""
    if name in _HTTPS or name.startswith(("https-", "grpcs-")):
        return "https"
    if name in _HTTP or name.startswith(("http-", "grpc-")):
        return "http"
    return {80: "http", 443: "https"}.get(number, "")


def application_of(port: ServicePort) -> str:
    """The application of a Service's port: its own number, or the one behind it, may be the well-known one."""
    if port.protocol != "UDP":
        return application_by(port.app_protocol or port.name, port.protocol)
    words = f"{port.app_protocol or ''} {port.name}"
    if isinstance(port.target_port, str):
        return application_by(f"{words} {port.target_port}", port.protocol, port.port)
    return application_by(words, port.protocol, port.port, port.target_port or 0)


def application_by(name: str, protocol: str, *numbers: int) -> str:
    """The same from a name (over UDP: several words) and the numbers that the port has; "" where nothing is known."""
    if protocol == "TCP":
        return _OVER_HTTP.get(name) or ("grpc" if name.startswith(("grpc-", "grpcs-")) else "")
    if protocol != "UDP":
        return ""
    for word in re.split(r"[^a-z0-9]+", name.lower()):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return next((_BY_NUMBER[number] for number in numbers if number in _BY_NUMBER), "")
