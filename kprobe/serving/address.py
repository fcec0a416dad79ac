"""Where to listen: `--listen ADDRESS:PORT`."""

from __future__ import annotations

import ipaddress
import re

from msgspec import Struct

from kprobe.errors import UsageError

_SHAPE = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^:\[\]]+)):(?P<port>\d{1,5})", re.ASCII)
_HINT = "127.0.0.1:9979 or [::1]:9979 for this machine alone, 0.0.0.0:9979 or [::]:9979 for whoever can reach it."


class Address(Struct, frozen=True, kw_only=True):
    """An IP address of this machine, and a port; 0 is any that is free."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.host).is_loopback

    @property
    def v6(self) -> bool:
        """Whether it is an IPv6 address."""
        return ":" in self.host

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if self.v6 else f"{self.host}:{self.port}"


def parse_listen(text: str) -> Address:
    """`127.0.0.1:9979`, `[::1]:9979`, `localhost:9979`. Raises UsageError for anything else.

    No name but localhost: what others mean may change between looking it up and binding to it.
    """
    match = _SHAPE.fullmatch(text.strip())
    if match is None or int(match["port"]) > 65535:
        raise UsageError(f"--listen {text!r} is not ADDRESS:PORT", hint=_HINT)
    name = match["six"] or match["name"]
    try:
        host = ipaddress.ip_address("127.0.0.1" if name.lower() == "localhost" else name)
    except ValueError:
        raise UsageError(f"--listen {text!r}: {name!r} is not an IP address", hint=_HINT) from None
    if (host.version == 6) is not (match["six"] is not None):
        raise UsageError(f"--listen {text!r} is not ADDRESS:PORT", hint=_HINT)
    return Address(host=str(host), port=int(match["port"]))
