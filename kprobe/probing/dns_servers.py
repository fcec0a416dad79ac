"""How a DNS server is written: ADDRESS:PORT, an IPv6 address in brackets."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from kprobe.errors import UsageError

DNS_PORT = 53


def parse_servers(values: Iterable[str]) -> tuple[str, ...]:
    """Each ADDRESS or ADDRESS:PORT as `server_text` writes it, once; raises UsageError for anything else."""
    return tuple(dict.fromkeys(map(_parsed, values)))


def _parsed(value: str) -> str:
    text = value.strip()
    address, port = text, str(DNS_PORT)
    if text.startswith("["):
        address, closed, rest = text[1:].partition("]")
        port = rest.removeprefix(":") if rest else port
        sound = bool(closed) and (not rest or rest.startswith(":"))
    else:
        sound = True
        if text.count(":") == 1:
            address, _, port = text.partition(":")
    try:
        ip_address(address)
    except ValueError:
        sound = False
    if not sound or not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise UsageError(
            f"--resolver {value!r} is not the address of a DNS server",
            hint="An IP address, with a port where it is not 53: 10.0.0.10, 10.0.0.10:5353, [fd00::a]:53.",
        )
    return server_text(address, int(port))


def server_text(address: str, port: int = DNS_PORT) -> str:
    """`10.0.0.10:53`, `[fd00::a]:53`."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def server_parts(server: str) -> tuple[str, int]:
    """The address and port of what `server_text` wrote."""
    address, _, port = server.rpartition(":")
    return address.strip("[]"), int(port)
