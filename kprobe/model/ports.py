"""Who holds which port: what `kprobe ports` shows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kprobe.model.finding import Confidence
from kprobe.model.refs import Ref
from kprobe.model.report import ClusterFacts
from kprobe.model.snapshot import Gap, NodePortRange


class Hold(StrEnum):
    """How a port is claimed.

    holds: the pod is on its node, the Service has the number, the component listens; waits: the pod is on no node yet;
    idle: a workload without a pod, which will want it.
    """

    HOLDS = "holds"
    WAITS = "waits"
    IDLE = "idle"


class Where(StrEnum):
    """On which nodes a place is."""

    EVERY_NODE = "every-node"
    NODE = "node"
    NO_NODE = "no-node"


class Holder(Struct, frozen=True, kw_only=True, gc=False):
    """One that claims a port.

    `kind` is a claim's kind ("host-port", "node-port" …) or "component": a process of the node itself, which `name`
    tells ("kubelet"). `holder` is the pod or Service and `workload` what stands behind it, None for a component.
    `detail` says what else matters ("Pending for 12 min").
    """

    kind: str
    holder: Ref | None
    workload: Ref | None
    hold: Hold
    name: str = ""
    confidence: Confidence = Confidence.CERTAIN
    detail: str = ""


class Rival(Struct, frozen=True, kw_only=True, gc=False):
    """Who else claims a place, and where: `node` "" where it is not on one node alone; `address` "" for any."""

    holder: Holder
    node: str = ""
    address: str = ""


class PortRow(Struct, frozen=True, kw_only=True, gc=False):
    """One place (`node` "" unless `where` is NODE, `address` "": any of the node), who claims it, and who else does.

    `contested`: two of them exclude each other, now or as soon as the other has a node.
    """

    where: Where
    node: str
    address: str
    port: int
    protocol: str
    holders: tuple[Holder, ...]
    rivals: tuple[Rival, ...] = ()
    contested: bool = False


class NodePortUse(Struct, frozen=True, kw_only=True, gc=False):
    """How much of the NodePort range is in use; `static_band`: its part for numbers chosen by hand (None: none).

    `used` counts numbers that a Service has (its health check port too), None where Services could not be read.
    """

    range: NodePortRange
    static_band: NodePortRange | None
    used: int | None
    used_in_band: int | None


class Proposal(Struct, frozen=True, kw_only=True, gc=False):
    """Free ports that were asked for: `kind` "node-port" or "host-port", on `node` ("": on every one).

    `ports` is None where what is free is not known (`reason`); it has fewer than `asked` where no more are free.
    """

    kind: str
    node: str
    asked: int
    ports: tuple[int, ...] | None
    reason: str = ""


class PortsReport(Struct, frozen=True, kw_only=True, gc=False):
    """What a renderer of ports shows. `hidden`: places that options left out."""

    version: str
    generated: datetime
    cluster: ClusterFacts
    rows: tuple[PortRow, ...]
    use: NodePortUse
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...] = ()
    proposal: Proposal | None = None
    hidden: int = 0
