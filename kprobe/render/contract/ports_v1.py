"""The types of `"schema": "kprobe-ports/v1"`; the same rules as for the report (`v1`): fields may only be added."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from kprobe.render.contract.v1 import Confidence, Gap, Kprobe, NodePortRange, Ref

SCHEMA = "kprobe-ports/v1"

Kind = Literal["host-network", "host-port", "node-port", "external-ip", "health-check-node-port", "component"]


class Cluster(Struct, frozen=True, kw_only=True):
    """What was looked at."""

    context: str
    server: str
    version: str
    nodes: int


class Holder(Struct, frozen=True, kw_only=True):
    """One that claims a port: a pod, a Service, a workload that has no pod at present, or a process of the node itself.

    `name` is that of the node's component ("kubelet"), null for others; `holder` and `workload` are null for it.
    `state`: "holds" it; "waits" for a node (a pod); "idle": has no pod that would want it.
    """

    kind: Kind
    name: str | None
    holder: Ref | None
    workload: Ref | None
    state: Literal["holds", "waits", "idle"]
    confidence: Confidence
    detail: str


class Rival(Holder, frozen=True, kw_only=True):
    """Somebody else who claims the place; `node` and `address` are null where it is not one alone."""

    node: str | None
    address: str | None


class Place(Struct, frozen=True, kw_only=True):
    """One port: of every node, of one, or of none yet (`where`); `address` is null for every address of the node.

    `contested`: two that claim it exclude each other.
    """

    where: Literal["every-node", "node", "no-node"]
    node: str | None
    address: str | None
    port: int
    protocol: Literal["TCP", "UDP", "SCTP"]
    contested: bool
    held_by: tuple[Holder, ...]
    also_claimed_by: tuple[Rival, ...]


class NodePorts(Struct, frozen=True, kw_only=True):
    """The range, its band for numbers chosen by hand (KEP-3668; null: none), and how many Services have of each.

    The counts are null where Services could not all be read.
    """

    range: NodePortRange
    static_band: str | None
    size: int
    used: int | None
    used_in_static_band: int | None


class Free(Struct, frozen=True, kw_only=True):
    """What `--free` asked for. `ports` is null where what is free is not known; `node` is null for every node.

    `remark` says why, or what the numbers do not promise.
    """

    kind: Literal["node-port", "host-port"]
    node: str | None
    asked: int
    ports: tuple[int, ...] | None
    remark: str


class Ports(Struct, frozen=True, kw_only=True):
    """The whole document. `hidden` counts places that options left out; `free` is absent unless asked for."""

    schema: Literal["kprobe-ports/v1"]
    kprobe: Kprobe
    generated: datetime
    cluster: Cluster
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    node_ports: NodePorts
    places: tuple[Place, ...]
    hidden: int
    free: Free | UnsetType = UNSET
