"""Names and numbers that look like a cluster's own, the same in every run."""

from __future__ import annotations

import json
import random
from typing import Any

_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # what Kubernetes makes its suffixes of
_FIRST = ["cart", "catalog", "checkout", "ledger", "mail", "orders", "payments", "pricing", "search", "stock"]
_SECOND = ["api", "cache", "gateway", "indexer", "job", "proxy", "server", "store", "sync", "web", "worker"]


def suffix(rng: random.Random, length: int) -> str:
    """As at the end of generated names."""
    return "".join(rng.choices(_ALPHABET, k=length))


def uid(rng: random.Random) -> str:
    """A version 4 UUID."""
    raw = f"{rng.getrandbits(128):032x}"
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"


def digest(rng: random.Random) -> str:
    """64 hexadecimal digits."""
    return f"{rng.getrandbits(256):064x}"


def time_of(rng: random.Random, *, day: int | None = None) -> str:
    """A moment in 2026, RFC 3339."""
    n = rng.getrandbits(30)
    day = n % 28 + 1 if day is None else day
    return f"2026-{n % 9 + 1:02}-{day:02}T{n // 7 % 24:02}:{n // 11 % 60:02}:{n // 13 % 60:02}Z"


def app_name(number: int) -> str:
    """`checkout-api-00042`; sorts by number within a namespace."""
    return f"{_FIRST[number % 10]}-{_SECOND[number // 10 % 11]}-{number:05}"


def address(number: int) -> str:
    """The pod network's address of this number, in 10.0.0.0/8."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def node_name(number: int) -> str:
    """As a cloud calls its machines."""
    return f"ip-172-{16 + (number >> 16)}-{number >> 8 & 255}-{number & 255}.eu-central-1.compute.internal"


def node_address(number: int) -> str:
    """A machine's own address."""
    return f"172.{16 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


def compact(value: Any) -> bytes:
    """JSON as Go writes it."""
    return json.dumps(value, separators=(",", ":")).encode()


def fields(value: Any) -> Any:
    """FieldsV1 of an object, as in its managedFields: every field that it has, with the keys that list items go by."""
    if isinstance(value, dict):
        return {f"f:{key}": fields(item) for key, item in value.items()} or {}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {
            "k:" + json.dumps({k: item[k] for k in _keys(item)}, separators=(",", ":")): {".": {}} | fields(item)
            for item in value
            if _keys(item)
        }
    return {}


def _keys(item: dict[str, Any]) -> tuple[str, ...]:
    for keys in (("containerPort", "protocol"), ("port", "protocol"), ("mountPath",), ("type",), ("name",), ("ip",)):
        if all(key in item for key in keys):
            return keys
    return ()
