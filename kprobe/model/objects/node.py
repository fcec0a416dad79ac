"""core/v1 Node."""

from __future__ import annotations

from msgspec import Struct, field

from kprobe.model.objects.meta import Condition, ObjectMeta


class NodeAddress(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 NodeAddress; type is InternalIP, ExternalIP, Hostname, InternalDNS or ExternalDNS."""

    type: str = ""
    address: str = ""


class Taint(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 Taint."""

    key: str = ""
    value: str = ""
    effect: str = ""


class NodeSpec(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 NodeSpec."""

    provider_id: str = field(default="", name="providerID")
    unschedulable: bool = False
    taints: tuple[Taint, ...] | None = None


class NodeSystemInfo(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 NodeSystemInfo."""

    kubelet_version: str = ""
    operating_system: str = ""


class NodeStatus(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 NodeStatus."""

    addresses: tuple[NodeAddress, ...] | None = None
    conditions: tuple[Condition, ...] | None = None
    node_info: NodeSystemInfo = NodeSystemInfo()


class Node(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """core/v1 Node."""

    metadata: ObjectMeta = ObjectMeta()
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()
