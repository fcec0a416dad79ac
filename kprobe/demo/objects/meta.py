"""ObjectMeta, and the names that controllers make up."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

_SAFE = "bcdfghjklmnpqrstvwxz2456789"  # what Kubernetes makes names of (apimachinery util/rand)


def suffix(seed: str, length: int) -> str:
    """The same letters for the same seed, as a controller would append them to a name."""
    digest = hashlib.sha256(seed.encode()).digest()
    return "".join(_SAFE[byte % len(_SAFE)] for byte in digest[:length])


def ago(**span: float) -> str:
    """A time in the past as the API writes it; `span` is a timedelta's."""
    return (datetime.now(UTC) - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def metadata(
    kind: str, namespace: str, name: str, labels: Mapping[str, str] | None = None, *, days: float = 12.0
) -> Json:
    """Name, uid, age; `namespace` "" for cluster-scoped kinds."""
    meta: Json = {
        "name": name,
        "uid": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{kind}.{name}.{namespace}.kprobe")),
        "resourceVersion": "4711",
        "creationTimestamp": ago(days=days),
    }
    if namespace:
        meta["namespace"] = namespace
    if labels:
        meta["labels"] = dict(labels)
    return meta


def condition(kind: str, status: str, reason: str = "", message: str = "") -> Json:
    """A status condition."""
    found: Json = {"type": kind, "status": status, "lastTransitionTime": ago(days=11)}
    if reason:
        found["reason"] = reason
    if message:
        found["message"] = message
    return found
