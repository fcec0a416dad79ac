"""What the API said, frozen, with its gaps."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.event import Event
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload


class Resource(StrEnum):
    """What a snapshot is made of; the value is the plural name of the API."""

    PODS = "pods"
    SERVICES = "services"
    ENDPOINT_SLICES = "endpointslices"
    NODES = "nodes"
    INGRESSES = "ingresses"
    INGRESS_CLASSES = "ingressclasses"
    EVENTS = "events"
    DEPLOYMENTS = "deployments"
    STATEFUL_SETS = "statefulsets"
    DAEMON_SETS = "daemonsets"
    SERVICE_PROXY = "service proxy configuration"
    NODE_PORT_RANGE = "API server flags"


class GapReason(StrEnum):
    """Why something could not be read."""

    FORBIDDEN = "forbidden"
    NOT_SERVED = "not served by this API server"
    TIMED_OUT = "timed out"
    FAILED = "failed"
    MALFORMED = "malformed"
    ABSENT = "not in the files given"
    NOT_ASKED = "no cluster was asked"
    EXPIRED = "changed while it was read"
    INTERNAL = "internal error in kprobe"


class Gap(Struct, frozen=True, kw_only=True, gc=False):
    """Something that could not be read, and what it makes unsafe to conclude.

    `resource` is None where no kind of object is missing (an internal error). `read_in` names the namespaces that
    were read all the same; where it is empty nothing of that resource is known to be complete. `advisory`: no verdict
    rests on it, only how well one is explained, so that a report with such gaps alone is complete.
    """

    what: str
    reason: GapReason
    effect: str
    resource: Resource | None = None
    read_in: tuple[str, ...] = ()
    detail: str = ""
    advisory: bool = False


class Part(Struct, frozen=True, kw_only=True, gc=False):
    """A `resource` of which only a part was asked for, so that absence of any other proves nothing.

    `whole_in` names the namespaces of which all was asked for. Unlike a gap it is no loss: nobody needed more.
    """

    resource: Resource
    whole_in: tuple[str, ...] = ()


class DataPlane(StrEnum):
    """What implements Services on a node."""

    IPTABLES = "iptables"
    NFTABLES = "nftables"
    IPVS = "ipvs"
    EBPF = "ebpf"
    UNKNOWN = "unknown"


class ServiceProxy(Struct, frozen=True, kw_only=True, gc=False):
    """How Services are implemented, and how that is known (`source`).

    `node_port_addresses`: CIDRs, "primary", or empty for the mode's own default (nftables: primary; others: all).
    `node_port_range`: the NodePorts that it serves, None where it takes whatever the API server gives. `drops`: it
    says nothing where a Service has no endpoint, though its kind refuses by default.
    """

    mode: DataPlane = DataPlane.UNKNOWN
    node_port_addresses: tuple[str, ...] = ()
    node_port_range: NodePortRange | None = None
    drops: bool = False
    source: str = "not known"


class NodePortRange(Struct, frozen=True, kw_only=True, gc=False):
    """First and last port of the API server's --service-node-port-range, and how that is known.

    `proven` is False where it is only the documented default.
    """

    first: int = 30000
    last: int = 32767
    source: str = "the default; nothing readable says otherwise"
    proven: bool = False

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last


class Snapshot(Struct, frozen=True, kw_only=True, gc=False):
    """Everything that was read. `taken_at` is aware (UTC). `namespace`: the kubeconfig context's, or "default"."""

    taken_at: datetime
    context: str = ""
    namespace: str = "default"
    server: str = ""
    version: str = ""
    pods: tuple[Pod, ...] = ()
    services: tuple[Service, ...] = ()
    endpoint_slices: tuple[EndpointSlice, ...] = ()
    nodes: tuple[Node, ...] = ()
    ingresses: tuple[Ingress, ...] = ()
    ingress_classes: tuple[IngressClass, ...] = ()
    events: tuple[Event, ...] = ()
    deployments: tuple[Workload, ...] = ()
    stateful_sets: tuple[Workload, ...] = ()
    daemon_sets: tuple[Workload, ...] = ()
    service_proxy: ServiceProxy = field(default_factory=ServiceProxy)
    node_port_range: NodePortRange = field(default_factory=NodePortRange)
    gaps: tuple[Gap, ...] = ()
    parts: tuple[Part, ...] = ()

    def knows(self, resource: Resource, namespace: str = "") -> bool:
        """Whether absence of a `resource` in `namespace` ("" = anywhere) proves that it does not exist."""
        return all(
            gap.resource != resource or (namespace != "" and namespace in gap.read_in) for gap in self.gaps
        ) and all(part.resource != resource or (namespace != "" and namespace in part.whole_in) for part in self.parts)
