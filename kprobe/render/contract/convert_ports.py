"""From the model's ports to the contract's types, every field spelt out."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from msgspec import UNSET

from kprobe.model import ports
from kprobe.render.contract import ports_v1 as v1
from kprobe.render.contract.convert import gap, optional_ref
from kprobe.render.contract.v1 import Kprobe, NodePortRange


def convert(source: ports.PortsReport) -> v1.Ports:
    """The ports in the contract's types."""
    return v1.Ports(
        schema="kprobe-ports/v1",
        kprobe=Kprobe(version=source.version),
        generated=source.generated.astimezone(UTC),
        cluster=v1.Cluster(
            context=source.cluster.context,
            server=source.cluster.server,
            version=source.cluster.version,
            nodes=source.cluster.nodes,
        ),
        gaps=tuple(map(gap, source.gaps)),
        notes=source.notes,
        node_ports=_use(source.use),
        places=tuple(map(_place, source.rows)),
        hidden=source.hidden,
        free=UNSET if source.proposal is None else _free(source.proposal),
    )


def _use(use: ports.NodePortUse) -> v1.NodePorts:
    return v1.NodePorts(
        range=NodePortRange(range=str(use.range), source=use.range.source, proven=use.range.proven),
        static_band=None if use.static_band is None else str(use.static_band),
        size=use.range.last - use.range.first + 1,
        used=use.used,
        used_in_static_band=use.used_in_band,
    )


def _place(row: ports.PortRow) -> v1.Place:
    protocol: Any = row.protocol
    return v1.Place(
        where=row.where.value,
        node=row.node or None,
        address=row.address or None,
        port=row.port,
        protocol=protocol,
        contested=row.contested,
        held_by=tuple(v1.Holder(**_holder(h)) for h in row.holders),
        also_claimed_by=tuple(
            v1.Rival(**_holder(r.holder), node=r.node or None, address=r.address or None) for r in row.rivals
        ),
    )


def _holder(holder: ports.Holder) -> dict[str, Any]:
    return {
        "kind": holder.kind,
        "name": holder.name or None,
        "holder": optional_ref(holder.holder),
        "workload": optional_ref(holder.workload),
        "state": holder.hold.value,
        "confidence": holder.confidence.value,
        "detail": holder.detail,
    }


def _free(proposal: ports.Proposal) -> v1.Free:
    kind: Any = proposal.kind
    return v1.Free(
        kind=kind,
        node=proposal.node or None,
        asked=proposal.asked,
        ports=proposal.ports,
        remark=proposal.reason,
    )
