"""How findings enumerate things."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.model.refs import Ref


def listed(items: Iterable[object], *, limit: int = 4) -> str:
    """`a, b and c`; beyond `limit`: `a, b, c, d and 7 more`."""
    texts = [str(i) for i in items]
    if len(texts) > limit:
        return f"{', '.join(texts[:limit])} and {len(texts) - limit} more"
    return " and ".join(x for x in (", ".join(texts[:-1]), texts[-1] if texts else "") if x)


def nodes_text(names: Iterable[str]) -> str:
    """`on node1 and node2`, sorted."""
    return f"on {listed(sorted(set(names)))}"


def port_text(port: int, protocol: str, address: str = "") -> str:
    """`8080/TCP`, or `10.0.0.5:8080/TCP` where only one address is meant."""
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{port}/{protocol}" if address else f"{port}/{protocol}"


def ref_slug(ref: Ref) -> str:
    """A reference as part of a finding's id."""
    return f"{ref.kind}/{ref.path}"
