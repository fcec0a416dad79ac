"""Whom a request is addressed to, by its Host header (RFC 9110, 7.2)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from http import HTTPStatus

_SHAPE = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]{1,253}))(?::\d{0,5})?", re.ASCII)


def refusal(hosts: Sequence[str], *, loopback: bool) -> HTTPStatus | None:
    """Why a request with these Host headers is not answered; None where it is. Without any: HTTP/1.0, no browser.

    `loopback`: the server can be reached from its own machine only. There a page of a stranger, open in a browser of
    that machine, must not read the report by a name of its own that it lets lead to 127.0.0.1 (DNS rebinding).
    """
    if len(hosts) > 1:
        return HTTPStatus.BAD_REQUEST
    if not hosts:
        return None
    match = _SHAPE.fullmatch(hosts[0])
    if match is None:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.MISDIRECTED_REQUEST if loopback and not _own(match["six"] or match["name"]) else None


def _own(host: str) -> bool:
    """An address, or localhost (RFC 6761): nobody's to point elsewhere."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
