"""What can stand in a request: addresses, host names and paths that strangers wrote."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_PATH = re.compile(r"/[!-~]*")
LONGEST_NAME = 253
LONGEST_PATH = 8000


@lru_cache(maxsize=1 << 14)  # as in safety.py
def is_ip(text: str) -> bool:
    """Whether `text` is an IP address and not a name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def name_problem(name: str) -> str:
    """Why `name` cannot be a DNS name (RFC 1123, underscores let through); "" where it can."""
    if not name:
        return "the name is empty"
    if len(name) > LONGEST_NAME:
        return f"the name is longer than {LONGEST_NAME} characters"
    if not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return "the name is not a DNS name"
    return ""


def path_problem(path: str) -> str:
    """Why `path` cannot be the target of an HTTP request as it stands; "" where it can."""
    if len(path) > LONGEST_PATH:
        return f"the path is longer than {LONGEST_PATH} characters"
    if not _PATH.fullmatch(path) or "#" in path:
        return "the path cannot be sent in an HTTP request"
    return ""
