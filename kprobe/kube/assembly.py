"""Objects, evidence and gaps, put together to a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from kprobe.kube.facts.conclusions import node_port_range, service_proxy
from kprobe.kube.facts.evidence import Evidence
from kprobe.model.snapshot import Gap, Snapshot


def assemble(
    empty: Snapshot, read: Mapping[str, tuple[Any, ...]], evidence: Evidence, gaps: tuple[Gap, ...]
) -> Snapshot:
    """`empty` with the objects in `read` (by the snapshot's field) and what the evidence proves."""
    nodes = read.get("nodes", ())
    ports, port_gaps = node_port_range(evidence, nodes)
    proxy, proxy_gaps = service_proxy(evidence, nodes)
    changes: dict[str, Any] = {
        **read,
        "node_port_range": ports,
        "service_proxy": proxy,
        "gaps": (*gaps, *proxy_gaps, *port_gaps),
    }
    return replace(empty, **changes)
